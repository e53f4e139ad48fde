import {
	NodeConnectionTypes,
	NodeOperationError,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { fields } from './trigger/fields';

export class PingbackTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Pingback Trigger',
		name: 'pingbackTrigger',
		icon: { light: 'file:../../icons/pingback.svg', dark: 'file:../../icons/pingback.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ { conversationCreated: "conversation created", conversationUpdated: "conversation updated", handoffRequested: "hand-off requested", messageReceived: "message received" }[$parameter["event"]] }}',
		description: 'Starts the workflow when a conversation is created or updated in Pingback, a customer writes, or the AI asks for a person',
		activationMessage: 'The first poll only takes note of what is there. From then on, what is new starts the workflow.',
		defaults: { name: 'Pingback Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'pingbackApi', required: true }],
		properties: fields,
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		// Loaded when the trigger first polls, not when n8n starts.
		const { poll } = await import('./trigger/poll');
		const items = await poll(this);
		if (items.length > 0) return [items.map((json) => ({ json }))];
		if (this.getMode() !== 'manual') return null;
		throw new NodeOperationError(this.getNode(), 'Pingback has nothing yet to show as a sample', {
			description:
				'Try again once there is one that fits the filters. For messages, the 100 conversations updated last were looked through. An active workflow waits by itself.',
		});
	}
}
