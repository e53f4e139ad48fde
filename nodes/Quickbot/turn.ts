import type { IDataObject } from 'n8n-workflow';
import { isRecord, part, records, text } from '../shared/base/json';

/**
 * Everything that an answer says besides its messages. The chat is over when neither `awaitingInput` nor `awaitingAction`
 * says otherwise (unverified: read from the source that Quickbot grew from).
 */
export function turnDetails(answer: IDataObject): IDataObject {
	const isAwaiting = isRecord(answer.input);
	return {
		awaitingInput: isAwaiting,
		awaitingAction: isAwaiting ? null : awaitedAction(answer),
		...(isAwaiting && { input: readInput(part(answer.input)) }),
		...presentParts(answer, ['clientSideActions', 'logs', 'progress', 'guestDisplayText', 'actor']),
	};
}

/** What of these the answer has, as it came. */
export const presentParts = (answer: IDataObject, names: string[]): IDataObject =>
	Object.fromEntries(names.filter((name) => answer[name] !== undefined && answer[name] !== null).map((name) => [name, answer[name]]));

/** Keeps only the amount of what a payment form needs, because the rest of `runtimeOptions` is secret. */
function readInput({ runtimeOptions, ...input }: IDataObject): IDataObject {
	const amountLabel = text(part(runtimeOptions).amountLabel);
	return amountLabel === null ? input : { ...input, amountLabel };
}

/** The action that the flow waits for without asking anything: one with its own reply, or an embedded page. */
function awaitedAction({ clientSideActions, messages }: IDataObject): string | null {
	const action = records(clientSideActions).find(({ expectsDedicatedReply }) => expectsDedicatedReply === true);
	if (action) return text(action.type) ?? 'action';
	const page = records(messages).find(
		({ type, content }) =>
			type === 'custom-embed' || (type === 'embed' && part(part(content).waitForEvent).isEnabled === true),
	);
	return page ? text(page.type) : null;
}
