import { parse } from 'flatted';
import type { INodeExecutionData, IRunExecutionData } from 'n8n-workflow';
import type { RunResult } from '../../testing/engine';
import type { End } from '../../testing/faults/cases';
import { DONE } from '../../testing/faults/cases';
import type { Way } from '../../testing/faults/ways';
import type { Sandbox } from '../../testing/sandbox';
import { formsOf, halfOf, secretsSent } from '../../testing/sandbox';
import { problems } from '../support/schemas';

export const wrongWithSuccess = ({ effect }: Way, json: unknown) => problems(effect === 'creates' ? 'conversation' : 'reply', json);

/** How an item ended, in the words of a fault case. */
export function endOf(item: INodeExecutionData | undefined, existing: number): End | string {
	const { error, ...rest } = (item?.json ?? {}) as { error?: End };
	if (!error) return existing === 1 && item ? DONE : `${item ? 'success' : 'no item'}, but ${existing} at the vendor`;
	if (Object.keys(rest).length > 0) return `an error with ${Object.keys(rest).join(', ')} beside it`;
	const { reason, httpCode, outcome, retries } = error;
	return { reason, httpCode, outcome, retries, existing };
}

/** Secrets that the sandbox was sent, or that stand in the run's credentials, and that show up in what n8n keeps of a run. */
export function leaks(sandbox: Sandbox, secrets: string[], { error, runs, saved }: RunResult): string[] {
	const sent = sandbox.requests().flatMap(({ headers, body }) => secretsSent(headers, body));
	return leaksIn(JSON.stringify([error, runs, saved]), [...secrets, ...sent]);
}

/** Which of the secrets stand in a text, in any form. */
export const leaksIn = (text: string, secrets: string[]): string[] =>
	[...new Set(secrets)]
		.filter((secret) => secret.length > 3)
		.flatMap((secret) => [...Object.entries(formsOf(secret)), ['half', `${halfOf(secret)}…`]].map(([form, written]) => ({ secret, form, written: written! })))
		.filter(({ written }) => text.includes(written) || text.includes(JSON.stringify(written).slice(1, -1)))
		.map(({ secret, form }) => `${form} of ${secret}`);

/** What the node leaves in its context, which n8n saves with the execution. */
export function contextOf({ saved }: RunResult): object {
	const { executionData } = parse(saved.data) as IRunExecutionData;
	return executionData?.contextData['node:Node'] ?? {};
}

export const idsOf = (items: INodeExecutionData[] = []) => items.map(({ json }) => json.conversationId);
