import { simplify } from '../../shared/form/options';
import { defineOperation } from '../../shared/operation';
import { id, record, requiredId, requiredRecords, text, time, UnexpectedAnswer } from '../../shared/base/json';
import { conversation, user } from '../../shared/output/conversation';
import { path } from '../../shared/request';
import type { BotLogin } from './account';
import { botAccount } from './account';
import { readMessages } from './messages';

interface Values extends BotLogin {
	botId: string;
	prompt: string;
}

/**
 * POST /api/bots/{botId}/conversations: https://docs.getpoppy.ai, "Create a bot conversation", an older page. The prompt is not
 * sent to the bot.
 */
export const createBotConversation = defineOperation<Values>({
	displayName: 'Create',
	action: 'Create bot conversation',
	description: 'Create a new conversation between an end user and a bot',
	idempotent: false,
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
					description: 'Let the node get a token for each end user by email. How Poppy AI answers that is unverified.',
				},
				{ name: 'Chatbot Token', value: 'chatbotToken', description: 'Use the token of one end user' },
			],
			default: 'apiKey',
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
			description: 'The end user who owns the conversation. Each address gets a token of its own.',
		},
		simplify,
	],
	account: botAccount,
	values(form) {
		const botAuthentication = form.choice<BotLogin['botAuthentication']>('botAuthentication', 'apiKey');
		return {
			botAuthentication,
			botId: form.requiredId('botId'),
			prompt: form.requiredText('prompt'),
			userEmail: botAuthentication === 'apiKey' ? form.requiredEmail('userEmail') : form.email('userEmail'),
		};
	},
	request: ({ botId, prompt }) => ({
		method: 'POST',
		path: path`/api/bots/${botId}/conversations`,
		body: { prompt },
	}),
	read(body, { botId, userEmail }) {
		const [created] = requiredRecords(record(body).data, 'data');
		if (!created) throw new UnexpectedAnswer('"data" is empty where the new conversation is documented.');
		return conversation({
			conversationId: requiredId(created.id, 'data[0].id'),
			name: text(created.name),
			createdAt: time(created.created_at),
			...readMessages(created.messages),
			bot: { id: id(created.chatbot_id) ?? botId, name: null },
			user: user({ id: id(created.user_id), email: userEmail }),
		});
	},
});
