import type { HeapShare } from '../heap';
import { singleContenders } from '../contenders';
import { number, table } from './table';

const KINDS = { held: 'in memory at the end', moved: 'moved to the old part of the heap in all' };

/** Who allocated what, in MB. */
export function heapTable(shares: HeapShare[]): string {
	const owners = [...new Set(shares.flatMap(({ megabytes }) => Object.keys(megabytes)))];
	return table(
		['MB', 'all', ...owners],
		shares.map(({ contender, kind, concurrency, megabytes }) => [
			`${singleContenders[contender].title}${concurrency === undefined ? '' : `, concurrency ${concurrency}`}: ${KINDS[kind]}`,
			number(Object.values(megabytes).reduce((sum, one) => sum + one, 0), 0),
			...owners.map((owner) => number(megabytes[owner] ?? 0, 0)),
		]),
	);
}
