import type { Measurement } from '../measure';
import { atMost, below, type Claim } from './claim';
import { Figures } from './figures';
import type { Setting } from './speed';

/** What HTTP Request is compared by. */
export const COMPARED = [
	['wallMs', 'time'],
	['cpuMsPerItem', 'CPU an item'],
	['rssGrowthMb', 'growth of memory'],
	['longestBlockMs', 'longest event-loop block'],
] as const;

/** Loads that all settings together measure; each has those of its own. */
const LOADS = [1000, 10_000].flatMap((items) => [0, 20, 200].map((latencyMs) => ({ items, latencyMs })));
/** How much longer a run may take that has to find out how many requests at once are right. */
const FINDING_OUT = 1.2;

/** With enough concurrency ahead of HTTP Request in every row; without any, near to 50 by hand. */
export function rowClaims(all: Measurement[], setting: Setting): Claim[] {
	const figures = new Figures(all, setting);
	return LOADS.flatMap((load) => {
		const row = `${load.items.toLocaleString('en')} items at ${load.latencyMs} ms`;
		return [
			...COMPARED.map(([figure, name]) => below(1, `${row}, concurrency 500: ${name} over HTTP Request`, figures.ratios(figure, ['ours-500', load], ['http', load]))),
			atMost(500, `${row}, concurrency 500: most sockets open`, figures.highest('sockets', 'ours-500', load), ''),
			atMost(FINDING_OUT, `${row}, automatic: time over concurrency 50`, figures.ratios('wallMs', ['automatic', load], ['ours-50', load])),
			atMost(50, `${row}, automatic: most sockets open`, figures.highest('sockets', 'automatic', load), ''),
		];
	});
}
