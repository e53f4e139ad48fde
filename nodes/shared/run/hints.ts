import type { NodeExecutionHint } from 'n8n-workflow';
import { Failure } from '../failure/failure';
import type { Operation } from '../operation';
import type { ItemResult } from './item';

/**
 * What the editor tells the user about a run besides its items. Empty if every item was simply sent.
 * @param slowdowns how often the run began to send less, because the vendor asked for it
 */
export function hintsOf(outcomes: Array<ItemResult | Failure>, operation: Operation, slowdowns: number): NodeExecutionHint[] {
	if (operation.idempotent) return [];
	const count = (isOne: (outcome: ItemResult | Failure) => boolean) => Object.values(outcomes).filter(isOne).length;
	const via = (way: ItemResult['via']) => count((outcome) => !(outcome instanceof Failure) && outcome.via === way);
	const unusual = [
		part(via('earlierAttempt'), 'kept from an earlier attempt'),
		part(via('replay'), 'put out again, because the idempotency key was used before'),
		part(via('skip'), 'skipped, because the idempotency key was used before'),
		part(count(wasFound), 'found at the vendor after the request had failed'),
		slowdowns > 0 ? `slowed down ${slowdowns === 1 ? 'once' : `${slowdowns} times`} for the vendor` : '',
	].filter(Boolean);
	const sent = via('vendor') - count(wasFound);
	const parts = unusual.length > 0 ? [part(sent, operation.doneWord ?? 'created'), ...unusual].filter(Boolean) : [];
	const inDoubt = count((outcome) => outcome instanceof Failure && outcome.outcome === 'unknown');
	return [
		...(parts.length > 0 ? [{ message: `${sentence(parts)}.`, location: 'outputPane' as const }] : []),
		...(inDoubt > 0
			? [{ message: `${inDoubt} of the failed may exist at the vendor: look there.`, type: 'warning' as const, location: 'outputPane' as const }]
			: []),
	];
}

const part = (count: number, what: string) => (count === 0 ? '' : `${count} ${what}`);

const sentence = (parts: string[]) => parts.join(', ');

const wasFound = (outcome: ItemResult | Failure): boolean =>
	!(outcome instanceof Failure) &&
	outcome.via === 'vendor' &&
	outcome.output.some(({ details }) => (details as { foundAfterFailure?: unknown } | undefined)?.foundAfterFailure === true);
