import type { IDataObject } from 'n8n-workflow';

import type { PlainError } from './types';

/** A copy that survives IPC and holds what n8n shows of an error, without stack and cause. */
export function toPlainError(error: unknown): PlainError {
	if (typeof error !== 'object' || error === null) return { name: 'Error', message: String(error) };
	const { name, message, description, httpCode, context, node, failure, messages, level } = error as Record<string, unknown>;
	return dropUndefined({
		name: String(name ?? 'Error'),
		message: String(message),
		description: description as PlainError['description'],
		httpCode: httpCode as PlainError['httpCode'],
		context: context as IDataObject,
		node: (node as { name?: string } | undefined)?.name,
		failure: failure as IDataObject,
		messages: messages as string[],
		level: level as string,
	});
}

function dropUndefined<T extends object>(record: T): T {
	return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}
