import type { CredentialData } from '../../testing/sandbox/types';
import { byId } from '../../testing/sandbox/locator';

/** What came out of the calls before, by operation. */
export type Outputs = Map<string, Array<Record<string, unknown>>>;

/** A call that the check may make. */
export interface PlannedCall {
	operation: string;
	/** What it leaves behind at the vendor, or costs. */
	cost: string;
	/** Made only with `--all`. */
	isOptional?: boolean;
	/** The node's parameters; a text says what is missing for the call. */
	parameters(setting: Setting, outputs: Outputs): Record<string, unknown> | string;
}

export type Setting = (name: string) => string | undefined;

export interface Plan {
	/** Each environment variable, and what it is. */
	settings: Record<string, string>;
	/** The credential's type, and its data; undefined where the settings do not suffice, and no call needs more. */
	credentials(setting: Setting): Record<string, CredentialData>;
	calls: PlannedCall[];
}

const FREE = 'free, changes nothing';
const TEXT = 'This is an automatic check of the API.';
const few = { returnAll: false, limit: 5 };

const first = (outputs: Outputs, operation: string, key: string): string | undefined => {
	const value = outputs.get(operation)?.[0]?.[key];
	return typeof value === 'string' ? value : undefined;
};

/** The parameters with these IDs, or the name of the first that is missing. */
function withIds<K extends string>(ids: Record<K, string | undefined>, parameters: (ids: Record<K, string>) => Record<string, unknown>) {
	const missing = Object.entries(ids).find(([, value]) => value === undefined);
	return missing ? `no ${missing[0]} is known` : parameters(ids as Record<K, string>);
}

const poppyAi: Plan = {
	settings: {
		POPPY_AI_API_KEY: 'the API key',
		POPPY_AI_BOARD_ID: 'a board; else the first that is listed',
		POPPY_AI_CHAT_ID: 'a ChatNode on it; else the first that is listed',
		POPPY_AI_BASE_URL: 'default https://api.getpoppy.ai',
	},
	credentials: (setting): Record<string, CredentialData> =>
		withKey('poppyAiApi', { apiKey: setting('POPPY_AI_API_KEY') }, { baseUrl: setting('POPPY_AI_BASE_URL') ?? 'https://api.getpoppy.ai' }),
	calls: [
		{ operation: 'board.getMany', cost: FREE, parameters: () => few },
		{ operation: 'chat.getMany', cost: FREE, parameters: (setting, outputs) => withIds({ board: boardOf(setting, outputs) }, ({ board }) => ({ boardId: byId(board), ...few })) },
		{ operation: 'conversation.create', cost: 'leaves a conversation, which no call deletes', parameters: (...known) => inChat(...known, { name: 'Automatic check' }) },
		{ operation: 'conversation.getMany', cost: FREE, parameters: (...known) => inChat(...known, few) },
		{ operation: 'message.ask', cost: 'spends a few credits', isOptional: true, parameters: (...known) => inChat(...known, { prompt: 'Answer with the word yes.' }) },
	],
};
const boardOf = (setting: Setting, outputs: Outputs) => setting('POPPY_AI_BOARD_ID') ?? first(outputs, 'board.getMany', 'boardId');
const inChat = (setting: Setting, outputs: Outputs, more: Record<string, unknown>) =>
	withIds({ board: boardOf(setting, outputs), chat: setting('POPPY_AI_CHAT_ID') ?? first(outputs, 'chat.getMany', 'chatId') }, ({ board, chat }) => ({
		boardId: byId(board),
		chatId: byId(chat),
		...more,
	}));

const userDesk: Plan = {
	settings: {
		USERDESK_API_KEY: 'the API key of the chatbot',
		USERDESK_CHATBOT_ID: 'the chatbot',
		USERDESK_BASE_URL: 'default https://api.userdesk.io/v1',
	},
	credentials: (setting): Record<string, CredentialData> =>
		withKey('userDeskApi', { apiKey: setting('USERDESK_API_KEY') }, { baseUrl: setting('USERDESK_BASE_URL') ?? 'https://api.userdesk.io/v1' }),
	calls: [
		{
			operation: 'conversation.create',
			cost: 'leaves a conversation',
			parameters: (setting) => withIds({ chatbot: setting('USERDESK_CHATBOT_ID') }, ({ chatbot }) => ({ chatbotId: chatbot })),
		},
		{
			operation: 'message.send',
			cost: 'one message to the chatbot',
			isOptional: true,
			parameters: (setting, outputs) =>
				withIds({ chatbot: setting('USERDESK_CHATBOT_ID'), conversation: first(outputs, 'conversation.create', 'conversationId') }, ({ chatbot, conversation }) => ({
					chatbotId: chatbot,
					conversationId: conversation,
					message: TEXT,
				})),
		},
	],
};

const quickbot: Plan = {
	settings: {
		QUICKBOT_PUBLIC_ID: 'the public ID of a published bot',
		QUICKBOT_API_TOKEN: 'an API token, for the lists and results',
		QUICKBOT_WORKSPACE_ID: 'a workspace',
		QUICKBOT_BOT_ID: "the ID of a bot in Quickbot's editor; else the first that is listed",
		QUICKBOT_BASE_URL: 'default https://quick.bot/api',
		QUICKBOT_MANAGEMENT_BASE_URL: 'default https://app.quick.bot/api',
	},
	credentials: (setting): Record<string, CredentialData> => ({
		quickbotApi: {
			apiToken: setting('QUICKBOT_API_TOKEN') ?? 'none',
			baseUrl: setting('QUICKBOT_BASE_URL') ?? 'https://quick.bot/api',
			managementBaseUrl: setting('QUICKBOT_MANAGEMENT_BASE_URL') ?? 'https://app.quick.bot/api',
		},
	}),
	calls: [
		{
			operation: 'conversation.create',
			cost: 'one chat of the plan',
			parameters: (setting) => withIds({ bot: setting('QUICKBOT_PUBLIC_ID') }, ({ bot }) => ({ publicId: byId(bot) })),
		},
		{
			operation: 'bot.getMany',
			cost: FREE,
			parameters: (setting) =>
				withIds({ token: setting('QUICKBOT_API_TOKEN'), workspace: setting('QUICKBOT_WORKSPACE_ID') }, ({ workspace }) => ({ workspaceId: byId(workspace), ...few })),
		},
		{
			operation: 'result.getMany',
			cost: FREE,
			parameters: (setting, outputs) => withIds({ token: setting('QUICKBOT_API_TOKEN'), bot: botOf(setting, outputs) }, ({ bot }) => ({ botId: byId(bot), ...few })),
		},
		{
			operation: 'result.get',
			cost: FREE,
			parameters: (setting, outputs) =>
				withIds({ bot: botOf(setting, outputs), result: first(outputs, 'result.getMany', 'resultId') }, ({ bot, result }) => ({ botId: byId(bot), resultId: result })),
		},
		{
			operation: 'message.send',
			cost: 'answers the first question of that chat',
			isOptional: true,
			parameters: (_setting, outputs) => withIds({ session: first(outputs, 'conversation.create', 'conversationId') }, ({ session }) => ({ sessionId: session, message: TEXT })),
		},
	],
};
const botOf = (setting: Setting, outputs: Outputs) => setting('QUICKBOT_BOT_ID') ?? first(outputs, 'bot.getMany', 'botId');

const pingback: Plan = {
	settings: {
		PINGBACK_ACCESS_TOKEN: 'an access token, or',
		PINGBACK_EMAIL: 'the email and',
		PINGBACK_PASSWORD: 'the password of a login',
		PINGBACK_BUSINESS_ID: 'your business, for a create',
		PINGBACK_BASE_URL: 'default https://api.pingback.live',
	},
	credentials: (setting): Record<string, CredentialData> => {
		const baseUrl = setting('PINGBACK_BASE_URL') ?? 'https://api.pingback.live';
		const [accessToken, email, password] = ['ACCESS_TOKEN', 'EMAIL', 'PASSWORD'].map((name) => setting(`PINGBACK_${name}`));
		if (accessToken) return { pingbackApi: { authentication: 'accessToken', accessToken, baseUrl } };
		return withKey('pingbackApi', { email, password }, { authentication: 'login', accessToken: '', baseUrl });
	},
	calls: [
		{ operation: 'conversation.getMany', cost: FREE, parameters: () => few },
		{
			operation: 'conversation.get',
			cost: FREE,
			parameters: (_setting, outputs) => withIds({ conversation: first(outputs, 'conversation.getMany', 'conversationId') }, ({ conversation }) => ({ conversationId: byId(conversation) })),
		},
		{ operation: 'handoff.getMany', cost: FREE, parameters: () => few },
		{
			operation: 'conversation.create',
			cost: 'leaves an empty conversation in the inbox',
			isOptional: true,
			parameters: (setting) => withIds({ business: setting('PINGBACK_BUSINESS_ID') }, ({ business }) => ({ businessId: byId(business) })),
		},
	],
};

/** The credential, where all its secrets are there. */
function withKey(type: string, secrets: Record<string, string | undefined>, rest: CredentialData): Record<string, CredentialData> {
	const isWhole = Object.values(secrets).every(Boolean);
	return isWhole ? { [type]: { ...rest, ...(secrets as Record<string, string>) } } : {};
}

export const PLANS: Record<string, Plan> = { pingback, poppyAi, quickbot, userDesk };
