import type { SingleMeasurement } from '../single';
import { atMost, below, isSame, type Claim } from './claim';
import type { Setting } from './speed';

/** What a single message may take longer than in a plain node that makes the same request. */
const OVER_PLAIN_MS = 3;

export function singleClaims(all: SingleMeasurement[], setting: Setting): Claim[] {
	const own = all.filter((one) => isSame(one, setting));
	return [0, 20].flatMap((latencyMs) => {
		const of = (contender: SingleMeasurement['contender']) => own.filter((one) => one.contender === contender && one.latencyMs === latencyMs);
		const ratios = (value: (one: SingleMeasurement) => number) =>
			of('ours').flatMap((one) => {
				const pair = of('http').find(({ round }) => round === one.round);
				return pair ? [value(one) / value(pair)] : [];
			});
		const run = `One item at ${latencyMs} ms`;
		return [
			atMost(OVER_PLAIN_MS, `${run}, warm: time more than a plain node`, of('ours').map(({ overPlainMs }) => overPlainMs.median), ' ms'),
			below(1, `${run}, warm: time over HTTP Request`, ratios(({ warmMs }) => warmMs.median)),
			below(1, `${run}, warm: CPU over HTTP Request`, ratios(({ warmCpuMs }) => warmCpuMs.median)),
			below(1, `${run}, first run of a process: time over HTTP Request`, ratios(({ firstMs }) => firstMs)),
		];
	});
}
