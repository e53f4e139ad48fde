import type { PoolMeasurement } from '../pool';
import { atMost, below, type Claim } from './claim';

export function poolClaims(pools: PoolMeasurement[]): Claim[] {
	return ([10, 50] as const).flatMap((concurrency) => {
		const of = (pool: PoolMeasurement['pool']) => pools.filter((one) => one.pool === pool && one.concurrency === concurrency);
		const ratios = of('ours').flatMap((one) => {
			const pair = of('fixed').find(({ round }) => round === one.round);
			return pair ? [one.wallMs / pair.wallMs] : [];
		});
		const failed = of('ours').map((one) => one.failed);
		const vendor = `20 requests a second allowed, 200 ms, concurrency ${concurrency}`;
		return [
			below(1, `${vendor}: time over a fixed pool`, ratios),
			atMost(0, `${vendor}: items lost (a fixed pool: ${Math.max(0, ...of('fixed').map((one) => one.failed))})`, failed, ''),
		];
	});
}
