import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { execute } from '../../nodes/shared/execute';
import { nodeProperties } from '../../nodes/shared/form/nodeProperties';
import { trial } from './vendor';

export class Trial implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Trial',
		name: 'trial',
		group: ['output'],
		version: 1,
		description: 'A vendor that only tests know',
		defaults: { name: 'Trial' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'trialApi', required: true, displayOptions: { show: { authentication: ['apiKey'] } } },
			{ name: 'trialOAuth2Api', required: true, displayOptions: { show: { authentication: ['oAuth2'] } } },
		],
		properties: nodeProperties(trial),
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute(this, trial);
	}
}
