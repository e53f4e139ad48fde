import type { IDataObject } from 'n8n-workflow';
import type { NodeJson, WorkflowJson } from '../../testing/engine';
import { jsons, runNode, workflowOf } from '../../testing/workflows';
import { failedItem } from './failures';
import { asJson, fence, quote } from './markdown';
import { stable } from './stable';
import type { DocsStage } from './stage';
import { sampleOf } from './stage';

/** What the pages show besides single operations, by name. Each is played on vendors that are as new. */
const scenes: Record<string, (stage: DocsStage) => Promise<string>> = {
	'failed-item': async (stage) => json(await failedItem(stage, 'validation')),

	/** The third of five fails, without On Error set to continue. */
	'stopped-run': async (stage) => {
		const { parameters, credentials } = sampleOf(stage, 'userDesk', 'conversation.create', 'smallest');
		const { error } = await runNode(
			stage.engine,
			{
				vendor: 'userDesk',
				credentials,
				parameters: { ...parameters, chatbotId: '={{ $json.chatbotId }}', options: { concurrency: 1 } },
			},
			[1, 2, 3, 4, 5].map((n) => ({ chatbotId: n === 3 ? 'chatbot-of-someone-else' : parameters.chatbotId as string })),
		);
		if (!error) throw new Error('The run did not fail');
		return stable(quote(`**${error.message}**`, '', error.description ?? ''), '');
	},

	raw: async (stage) => {
		const { parameters, ...sample } = sampleOf(stage, 'userDesk', 'conversation.create', 'full');
		return json(jsons(await runNode(stage.engine, { vendor: 'userDesk', ...sample, parameters: { ...parameters, simplify: false } }))[0]);
	},

	reuse: async (stage) => {
		const { parameters, ...sample } = sampleOf(stage, 'poppyAi', 'conversation.create', 'full');
		const asked = { ...parameters, name: 'Pricing page', ifExists: 'reuse' };
		return json(jsons(await runNode(stage.engine, { vendor: 'poppyAi', ...sample, parameters: asked }))[0]);
	},

	/** The second question of the sandbox's lead bot, which offers choices. */
	'quickbot-choices': async (stage) => json((await talkToLeadBot(stage, ['Ada'])).at(-1)),

	'quickbot-end': async (stage) => json((await talkToLeadBot(stage, ['Ada', 'Pricing', 'ada@example.com'])).at(-1)),

	'pingback-again': async (stage) => {
		const { parameters, ...sample } = sampleOf(stage, 'pingback', 'conversation.resolve', 'smallest');
		await runNode(stage.engine, { vendor: 'pingback', ...sample, parameters });
		return json(jsons(await runNode(stage.engine, { vendor: 'pingback', ...sample, parameters }))[0]);
	},

	'trigger-message': async (stage) =>
		json(
			await firstEvent(
				stage,
				'messageReceived',
				() =>
					void stage.sandbox.control('pingback', 'advance', {
						id: 'conversation-sandbox-1',
						message: { content: 'Is it there yet?' },
					}),
			),
		),

	'trigger-handoff': async (stage) =>
		json(
			await firstEvent(
				stage,
				'handoffRequested',
				() =>
					void stage.sandbox.control('pingback', 'advance', {
						id: 'conversation-sandbox-1',
						set: { handoff_reason: 'complex_issue' },
					}),
			),
		),

	'tool-schema': async (stage) => {
		const { schema } = await stage.engine.runAsTool(supportTool, { message: 'Where is my order?' });
		return fence('json', asJson(schema));
	},

	'tool-answer': async (stage) => {
		const { text } = await stage.engine.runAsTool(supportTool, { message: 'Where is my order?', name: 'Ada' });
		return fence('json', stable(asJson(JSON.parse(text ?? '')), ''));
	},

	'tool-error': async (stage) => {
		stage.sandbox.addFault({ vendor: 'userDesk', answer: { status: 400, body: { message: 'Message is too long' } } });
		const { text } = await stage.engine.runAsTool(supportTool, { message: 'Where is my order?' }, { by: 'request' });
		return quote(text ?? '');
	},
};

/** A scene's own text. */
export async function scene(stage: DocsStage, name: string): Promise<string> {
	const play = scenes[name];
	if (!play) throw new Error(`There is no scene "${name}"`);
	stage.sandbox.reset();
	return await play(stage);
}

const json = (value: unknown): string => fence('json', stable(asJson(value), ''));

/** What the bot says to each of the texts. */
async function talkToLeadBot(stage: DocsStage, texts: string[]): Promise<IDataObject[]> {
	const { parameters: create } = sampleOf(stage, 'quickbot', 'conversation.create', 'smallest');
	const { parameters: send } = sampleOf(stage, 'quickbot', 'message.send', 'smallest');
	const [{ conversationId } = {}] = jsons(await runNode(stage.engine, { vendor: 'quickbot', parameters: create }));
	const replies: IDataObject[] = [];
	for (const message of texts) {
		const parameters = { ...send, sessionId: conversationId, message };
		replies.push(...jsons(await runNode(stage.engine, { vendor: 'quickbot', parameters })));
	}
	return replies;
}

/** What the trigger emits at its second poll, after something happened. */
async function firstEvent({ engine }: DocsStage, event: string, happens: () => void): Promise<IDataObject | undefined> {
	const workflow = workflowOf({ vendor: 'pingbackTrigger', parameters: { event }, credentials: ['pingbackApi'] });
	const { staticData, error } = await engine.poll(workflow, { activation: 'activate' });
	happens();
	const { emitted } = await engine.poll(workflow, { staticData });
	if (error || !emitted) throw new Error(`The trigger emitted nothing: ${error?.message}`);
	return emitted[0]?.[0]?.json;
}

/** UserDesk's Send as the tool of an agent that fills in the message and the name. */
const supportTool: WorkflowJson = {
	nodes: [
		{
			name: 'Ask_support',
			type: 'n8n-nodes-conversations.userDeskTool',
			typeVersion: 1,
			parameters: {
				resource: 'message',
				operation: 'send',
				chatbotId: 'chatbot-with-greeting',
				message: "={{ $fromAI('message', 'What to ask', 'string') }}",
				userName: "={{ $fromAI('name', 'Who asks, if known', 'string') }}",
			},
			credentials: { userDeskApi: { id: 'userDeskApi', name: 'userDeskApi' } },
		} satisfies NodeJson,
	],
	connections: {},
};
