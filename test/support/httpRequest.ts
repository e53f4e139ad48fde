import type { INodeParameters } from 'n8n-workflow';
import { chain, credentialsOfTypes, startNode } from '../../testing/workflows';

/** A workflow of n8n's HTTP Request node with a predefined credential; it sends all its items at once. */
export const workflowWith = (type: string, parameters: { url: string } & INodeParameters) =>
	chain(startNode, {
		name: 'HTTP Request',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: { authentication: 'predefinedCredentialType', nodeCredentialType: type, options: {}, ...parameters },
		credentials: credentialsOfTypes([type]),
	});
