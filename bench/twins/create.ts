import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

/** Creates the conversation of one item with n8n's helper and its defaults, as most community nodes do. */
export async function create(n8n: IExecuteFunctions, item: number): Promise<INodeExecutionData> {
	const { baseUrl } = await n8n.getCredentials('userDeskApi');
	const chatbot = n8n.getNodeParameter('chatbotId', item) as string;
	const userName = n8n.getNodeParameter('userName', item) as string;
	const userEmail = n8n.getNodeParameter('userEmail', item) as string;
	const answer = (await n8n.helpers.httpRequestWithAuthentication.call(n8n, 'userDeskApi', {
		method: 'POST',
		url: `${String(baseUrl)}/chatbot/${chatbot}/conversation`,
		body: { userName, userEmail },
		json: true,
	})) as IDataObject;
	return { json: answer, pairedItem: { item } };
}
