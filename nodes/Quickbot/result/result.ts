import type { IDataObject } from 'n8n-workflow';
import { flag, id, record, records, requiredId, text, time } from '../../shared/base/json';

/**
 * A result as Quickbot's pages "List results" and "Get result by id" show it. Left out: `lastChatSessionId`, with which
 * anybody can speak in the chat, and the values of secret variables.
 */
export function readResult(body: unknown, botId: string): IDataObject {
	const result = record(body);
	return {
		resultId: requiredId(result.id, 'id'),
		botId: id(result.botId) ?? botId,
		createdAt: time(result.createdAt),
		isCompleted: flag(result.isCompleted),
		hasStarted: flag(result.hasStarted),
		isArchived: flag(result.isArchived),
		answers: records(result.answers).map((answer) => ({
			blockId: id(answer.blockId),
			content: text(answer.content),
			attachedFileUrls: Array.isArray(answer.attachedFileUrls) ? answer.attachedFileUrls : [],
		})),
		variables: records(result.variables).map((variable) => ({
			id: id(variable.id),
			name: text(variable.name),
			value: variable.isSecretVariable === true ? null : (variable.value ?? null),
			isSystemVariable: flag(variable.isSystemVariable),
			isSavedVariable: flag(variable.isSavedVariable),
			isSecretVariable: flag(variable.isSecretVariable),
		})),
	};
}
