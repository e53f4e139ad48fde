import { resourceLocator } from '../shared/form/resourceLocator';

/** The canvas. */
export const boardId = resourceLocator({
	displayName: 'Board',
	name: 'boardId',
	description: 'The board where the ChatNode exists',
	searchListMethod: 'searchBoards',
	exampleId: 'abc123',
});

/** The ChatNode on the canvas. */
export const chatId = resourceLocator({
	displayName: 'Chat',
	name: 'chatId',
	typeOptions: { loadOptionsDependsOn: ['boardId.value'] },
	description: 'The ChatNode. Chats have no name: the list shows their first conversations.',
	searchListMethod: 'searchChats',
	exampleId: 'chat-node-456',
});

/** The thread in the ChatNode. */
export const conversationId = resourceLocator({
	displayName: 'Conversation',
	name: 'conversationId',
	typeOptions: { loadOptionsDependsOn: ['boardId.value', 'chatId.value'] },
	description: 'The conversation to speak in, such as the conversationId that Create returned',
	searchListMethod: 'searchConversations',
	exampleId: '6de563f8-9b05-4710-9b46-4dd6761e2942',
});
