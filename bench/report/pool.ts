import { isSame } from '../claims/claim';
import type { PoolMeasurement } from '../pool';
import { spreadText, table, unique } from './table';

export const poolTable = (pools: PoolMeasurement[]): string =>
	table(
		['', 'time, s', 'items lost', 'requests turned away', 'rounds'],
		unique(pools, ({ pool, concurrency, latencyMs, items }) => ({ pool, concurrency, latencyMs, items })).map((one) => {
			const rounds = pools.filter((measured) => isSame(measured, one));
			return [
				`${one.pool === 'ours' ? 'UserDesk node' : 'The same with a fixed pool'}, concurrency ${one.concurrency}, ${one.items} items at ${one.latencyMs} ms`,
				spreadText(rounds.map(({ wallMs }) => wallMs / 1000), 1),
				spreadText(rounds.map(({ failed }) => failed), 0),
				spreadText(rounds.map(({ pushedBack }) => pushedBack), 0),
				String(rounds.length),
			];
		}),
	);
