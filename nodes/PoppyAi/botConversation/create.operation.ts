import { options, simplify } from '../../shared/form/nodeProperties';
import { defineOperation } from '../../shared/operation';
import { id, record, requiredId, requiredRecords, text, time, UnexpectedAnswer } from '../../shared/base/json';
import { conversation, user } from '../../shared/output/conversation';
import { path } from '../../shared/request';
import { botAccount } from './account';

interface Values {
	botId: string;
	prompt: string;
	/** Known only where the node itself gets the end user's token. */
	userEmail?: string;
}

/** POST /api/bots/{botId}/conversations: https://docs.getpoppy.ai, "Create a bot conversation". The prompt is not sent to the bot. */
export const createBotConversation = defineOperation<Values>({
	displayName: 'Create',
	action: 'Create bot conversation',
	description: 'Create a new conversation between an end user and a bot. Each call makes another one.',
	effect: 'creates',
	timeout: 60,
	fields: [
		{
			displayName: 'Bot Authentication',
			name: 'botAuthentication',
			type: 'options',
			options: [
				{
					name: 'API Key',
					value: 'apiKey',
					description: 'Let the node get a token for each end user by email. Poppy AI does not document that answer: unverified.',
				},
				{ name: 'Chatbot Token', value: 'chatbotToken', description: 'Use the token of one end user' },
			],
			default: 'chatbotToken',
		},
		{
			displayName: 'Bot ID',
			name: 'botId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 9c050854-b29f-44fe-a00d-7b3e5dc42fba',
			description: 'The bot that the conversation belongs to',
		},
		{
			displayName: 'Prompt',
			name: 'prompt',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. Cola vs Fanta. Which should I pick?',
			description: 'Names the conversation by the text before the first ".". It is not sent to the bot.',
		},
		{
			displayName: 'User Email',
			name: 'userEmail',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. nathan@example.com',
			displayOptions: { show: { botAuthentication: ['apiKey'] } },
			description: 'The end user who owns the conversation. One token is made for each address and used again.',
		},
		simplify,
		options(60),
	],
	account: botAccount,
	values: (form) => ({
		botId: form.requiredId('botId'),
		prompt: form.requiredText('prompt'),
		userEmail: form.email('userEmail'),
	}),
	request: ({ botId, prompt }) => ({
		method: 'POST',
		path: path`/api/bots/${botId}/conversations`,
		body: { prompt },
	}),
	read(body, { botId, userEmail }) {
		const [made] = requiredRecords(record(body).data, 'data');
		if (!made) throw new UnexpectedAnswer('"data" is empty where the new conversation is documented.');
		return conversation({
			vendor: 'poppyAi',
			conversationId: requiredId(made.id, 'data[0].id'),
			name: text(made.name),
			createdAt: time(made.created_at),
			bot: { id: id(made.chatbot_id) ?? botId, name: null },
			user: user({ id: id(made.user_id), email: userEmail }),
		});
	},
});
