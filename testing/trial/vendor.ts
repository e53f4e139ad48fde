import { oAuth2Account } from '../../nodes/shared/account/oAuth2';
import type { Account, CredentialFields } from '../../nodes/shared/account/account';
import { answerFile, binary } from '../../nodes/shared/answer/binary';
import { events, type ServerEvent } from '../../nodes/shared/answer/events';
import { lines, streamedText } from '../../nodes/shared/answer/lines';
import { text as textAnswer } from '../../nodes/shared/answer/text';
import { epochSeconds, isRecord, part, record, requiredId, text } from '../../nodes/shared/base/json';
import { form as formBody } from '../../nodes/shared/body/form';
import { parts } from '../../nodes/shared/body/parts';
import { requiredFile } from '../../nodes/shared/form/file';
import { headerText } from '../../nodes/shared/form/headerText';
import type { ParameterReader } from '../../nodes/shared/form/parameterReader';
import { defineOperation } from '../../nodes/shared/operation';
import { conversation, reply } from '../../nodes/shared/output/conversation';
import { path } from '../../nodes/shared/request';
import { rateLimitReset } from '../../nodes/shared/send/rateLimitReset';
import type { Vendor } from '../../nodes/shared/vendor';

// A vendor that does not exist and needs what no vendor of ours does, so that the tests can run it.

const field = (name: string, displayName: string, more: object = {}) => ({ displayName, name, type: 'string' as const, default: '', ...more });

const keyFields: CredentialFields = {
	type: 'trialApi',
	key: { field: 'apiKey', displayName: 'API Key' },
	baseUrlOf: ({ region, port }) => `http://127.0.0.1:${String(port)}/${String(region)}`,
	headersOf: ({ workspace }) => ({ 'X-Workspace': String(workspace) }),
};

const signedIn = oAuth2Account({
	type: 'trialOAuth2Api',
	renewBy: { method: 'GET', path: path`/me` },
	notSecret: ['team'],
	headersOf: () => ({ 'X-Version': '2' }),
});

const account = (form: ParameterReader): Account =>
	form.choice('authentication', 'apiKey') === 'oAuth2' ? signedIn : { kind: 'credential', ...keyFields };

const createTicket = defineOperation({
	displayName: 'Create',
	action: 'Create conversation',
	description: 'Create a conversation by a form',
	idempotent: false,
	timeout: 60,
	fields: [field('subject', 'Subject', { required: true }), field('trace', 'Trace'), field('weight', 'Weight', { type: 'number', default: 1 })],
	values: (form) => ({ subject: form.requiredText('subject'), trace: headerText(form, 'trace'), weight: form.requiredNumber('weight') }),
	request: ({ subject, trace, weight }) => ({
		method: 'PATCH',
		path: path`/tickets`,
		query: { tag: ['a', 'b&c'], none: undefined },
		headers: { 'X-Trace': trace },
		body: formBody({ subject, weight, to: ['ada', 'bob'] }),
	}),
	read(body) {
		const made = record(body);
		return conversation({ conversationId: requiredId(made.id, 'id'), createdAt: epochSeconds(made.created) });
	},
});

const upload = defineOperation({
	displayName: 'Upload',
	action: 'Upload file',
	description: 'Send a file beside a text',
	idempotent: false,
	timeout: 60,
	fields: [field('note', 'Note'), field('attachment', 'Input Data Field Name', { default: 'data' })],
	values: async (form) => ({ note: form.text('note'), attachment: await requiredFile(form, 'attachment') }),
	request: ({ note, attachment }) => ({ method: 'POST', path: path`/files`, body: parts([['note', note], ['file', attachment]]) }),
	read: (body) => ({ fileId: requiredId(record(body).id, 'id') }),
});

const isDone = ({ data }: ServerEvent) => data === '[DONE]';

const chat = defineOperation({
	displayName: 'Ask',
	action: 'Ask',
	description: 'Ask and read the answer while it comes',
	idempotent: false,
	timeout: 60,
	fields: [field('question', 'Question', { required: true })],
	values: (form) => ({ question: form.requiredText('question') }),
	request: ({ question }) => ({
		method: 'POST',
		path: path`/chat`,
		body: { question },
		answer: events({ silenceMs: 1000, isLast: isDone, pieceOf: (event) => (isDone(event) ? undefined : event.data) }),
	}),
	read(body) {
		const said = Array.isArray(body) ? (body as ServerEvent[]).filter((event) => !isDone(event)).map(({ data }) => data).join('') : text(record(body).text);
		return reply({ text: said });
	},
});

const readOperation = (displayName: string, answerPath: string, answer: typeof textAnswer, read: (body: unknown) => object) =>
	defineOperation({
		displayName,
		action: displayName,
		description: displayName,
		idempotent: true,
		timeout: 60,
		fields: [],
		values: () => ({}),
		request: () => ({ method: 'GET', path: answerPath, answer }),
		read: (body) => ({ ...read(body) }),
	});

export const trial: Vendor = {
	name: 'trial',
	displayName: 'Trial',
	fields: [
		{
			...field('authentication', 'Authentication', { type: 'options', default: 'apiKey' }),
			options: [
				{ name: 'API Key', value: 'apiKey' },
				{ name: 'OAuth2', value: 'oAuth2' },
			],
		},
	],
	resources: {
		conversation: { displayName: 'Conversation', operations: { create: createTicket } },
		message: { displayName: 'Message', operations: { upload, ask: chat } },
		transcript: {
			displayName: 'Transcript',
			operations: {
				text: readOperation('Text', path`/transcript`, textAnswer, (body) => ({ body })),
				streamed: readOperation('Streamed', path`/transcript`, streamedText(), (body) => ({ body })),
				lines: readOperation('Lines', path`/log`, lines(), (body) => ({ body })),
				file: readOperation('File', path`/image`, binary, (body) => ({ ...answerFile(body) })),
			},
		},
	},
	account,
	waitOf: rateLimitReset(),
	failureIn(body) {
		if (!isRecord(body) || body.ok !== false) return undefined;
		const { code } = part(body.error);
		if (code === 'slow_down') return { reason: 'rateLimited', certain: true };
		if (code === 'expired') return { reason: 'authentication', certain: true };
		return code === 'rejected' ? { reason: 'validation', certain: true } : { reason: 'vendorFault', message: 'The answer says "ok": false' };
	},
};
