import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { ParameterReader } from '../../shared/form/parameterReader';
import { number, record, text, UnexpectedAnswer } from '../../shared/base/json';
import { message, reply } from '../../shared/output/conversation';
import { plainText as asPlainText } from '../../shared/output/plainText';
import type { ApiRequest } from '../../shared/request';
import { promptStream } from './stream';

/** The parts that Send message and Ask share. */
export interface Prompt {
	boardId: string;
	chatId: string;
	prompt: string;
	additionalContext?: string;
	model?: string;
	plainText: boolean;
}

export const prompt: INodeProperties = {
	displayName: 'Prompt',
	name: 'prompt',
	type: 'string',
	typeOptions: { rows: 4 },
	required: true,
	default: '',
	placeholder: 'e.g. Which of our plans fits a team of five?',
	description: 'What to say. Each call costs credits.',
};

export const additionalContext: INodeProperties = {
	displayName: 'Additional Context',
	name: 'additionalContext',
	type: 'string',
	typeOptions: { rows: 3 },
	default: '',
	placeholder: 'e.g. The customer is on the free plan',
	description: 'Knowledge for this prompt only',
};

export const model: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'string',
	default: '',
	placeholder: 'e.g. gpt-4o-mini',
	description: 'A model for this prompt only, by the ID in Poppy AI\'s list. Left empty, Poppy AI chooses.',
};

export const plainText: INodeProperties = {
	displayName: 'Plain Text',
	name: 'plainText',
	type: 'boolean',
	default: false,
	description: 'Whether Poppy AI is asked for plain text instead of Markdown',
};

export const promptValues = (form: ParameterReader): Prompt => {
	const more = form.group('additionalFields');
	return {
		boardId: form.requiredId('boardId'),
		chatId: form.requiredId('chatId'),
		prompt: form.requiredText('prompt'),
		additionalContext: more.text('additionalContext'),
		model: more.text('model')?.trim(),
		plainText: more.flag('plainText', false),
	};
};

export const promptQuery = ({ boardId, chatId }: Prompt) => ({ board_id: boardId, chat_id: chatId });

export const promptBody = (values: Prompt): IDataObject => ({
	prompt: values.prompt,
	model: values.model,
	plaintext: values.plainText ? 'true' : undefined,
	additional_context: values.additionalContext,
});

/** The same request, whose answer comes while it is written. */
export const streamedRequest = ({ body, ...request }: ApiRequest): ApiRequest => ({
	...request,
	body: { ...body, streaming: 'true', include_usage: 'true' },
	answer: promptStream,
});

/** {text, credits_used, credits_remaining} */
export function readAnswer(body: unknown, conversationId: string | null, isPlain: boolean): IDataObject {
	const answer = record(body);
	if (typeof answer.text !== 'string') throw new UnexpectedAnswer('The answer has no "text".');
	const answerText = text(answer.text);
	return reply({
		conversationId,
		text: answerText === null || isPlain ? answerText : asPlainText(answerText) || answerText,
		messages: answerText === null ? [] : [message({ role: 'bot', text: answerText })],
		details: { creditsUsed: number(answer.credits_used), creditsRemaining: number(answer.credits_remaining) },
	});
}
