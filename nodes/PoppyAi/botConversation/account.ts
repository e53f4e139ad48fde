import { id, part, records, UnexpectedAnswer } from '../../shared/base/json';
import { path } from '../../shared/request';
import type { Account } from '../../shared/account/account';
import { poppyAiApi } from '../account';

export interface BotLogin {
	botAuthentication: 'apiKey' | 'chatbotToken';
	/** Always there with `apiKey`. */
	userEmail?: string;
}

/** A bot identifies its end user by a chatbot token: from the credential, or one that the node gets for each email. */
export const botAccount = ({ botAuthentication, userEmail = '' }: BotLogin): Account =>
	botAuthentication === 'chatbotToken'
		? { kind: 'credential', type: 'poppyAiChatbotTokenApi', key: { field: 'chatbotToken', displayName: 'Chatbot Token' } }
		: tokenFor(userEmail);

/** POST /api/bots/auth is named by https://docs.getpoppy.ai, but neither its body nor its answer is documented. */
const tokenFor = (email: string): Account => ({
	kind: 'token',
	...poppyAiApi,
	holder: email,
	header: 'chatbot-token',
	trade: { method: 'POST', path: path`/api/bots/auth`, body: { email } },
	readToken,
});

/** Looks in the usual places for a token, because the page does not say where it is. */
export function readToken(body: unknown): string {
	const answer = part(body);
	const places = [answer, part(answer.data), ...records(answer.data)];
	const names = ['token', 'chatbotToken', 'chatbot_token', 'jwt', 'access_token'];
	const token = places.flatMap((place) => names.map((name) => id(place[name]))).find((found) => found !== null);
	if (!token) throw new UnexpectedAnswer('The answer has no chatbot token.');
	return token;
}
