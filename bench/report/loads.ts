import { isSame } from '../claims/claim';
import { contenders } from '../contenders';
import type { Cell, Measurement } from '../measure';
import { spreadText, table, unique } from './table';

type Load = Pick<Cell, 'expressionEngine' | 'scheme' | 'items' | 'latencyMs'> & { networkMs: number | undefined };

export const loadsOf = (measurements: Measurement[]): Load[] =>
	unique(measurements, ({ expressionEngine, scheme, networkMs, items, latencyMs }) => ({ expressionEngine, scheme, networkMs, items, latencyMs }));

/** All contenders at one load. */
export function loadTable(measurements: Measurement[], load: Load): string {
	const here = measurements.filter((one) => isSame(one, load));
	const rows = contenders.flatMap(({ name, title }) => {
		const rounds = here.filter(({ contender }) => contender === name);
		if (rounds.length === 0) return [];
		const cell = (figure: keyof Measurement, digits: number) => spreadText(rounds.map((one) => one[figure] as number), digits);
		return [
			[
				title,
				cell('wallMs', 0),
				cell('cpuMsPerItem', 2),
				cell('rssGrowthMb', 0),
				cell('inFlight', 0),
				cell('sockets', 0),
				cell('longestBlockMs', 0),
				String(rounds.length),
			],
		];
	});
	const { expressionEngine, scheme, networkMs, items, latencyMs } = load;
	const network = networkMs === undefined ? '' : ` over a network with ${networkMs} ms each way`;
	return [
		`## ${items.toLocaleString('en')} ${items === 1 ? 'item' : 'items'} at ${latencyMs} ms, ${scheme}${network}, \`${expressionEngine}\` expressions`,
		table(['', 'time, ms', 'CPU an item, ms', 'memory growth, MB', 'in flight', 'sockets', 'longest block, ms', 'rounds'], rows),
	].join('\n\n');
}
