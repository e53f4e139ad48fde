import { contender } from '../contenders';
import type { Cell, Measurement } from '../measure';
import { atLeast, atMost, below, type Claim } from './claim';
import { Figures, type Load } from './figures';

export interface Setting extends Pick<Cell, 'expressionEngine' | 'scheme'> {
	networkMs: number | undefined;
}

/** As n8n comes, and a vendor on this machine. */
export const PRODUCT: Setting = { expressionEngine: 'vm', scheme: 'http', networkMs: undefined };

/** Of n8n's own: a plain node that sends 50 at a time grows by half of what HTTP Request grows by. */
const MEMORY_OVER_HTTP = [
	['ours-10', 0.4],
	['ours-50', 0.45],
] as const;

/** 50 ms where HTTP Request blocks for 1.7 s, as it does on a fast machine. */
const LONGEST_BLOCK = 0.03;

const thousand = (latencyMs: number): Load => ({ items: 1000, latencyMs });
const tenThousand = (latencyMs: number): Load => ({ items: 10_000, latencyMs });

export function speedClaims(all: Measurement[], setting: Setting): Claim[] {
	const figures = new Figures(all, setting);
	const ratios = figures.ratios.bind(figures);
	const [slow, fast] = [thousand(200), thousand(20)];
	// The sequential node has as long to wait as 1,000 items would take, only in part of it.
	const sequentialLoad: Load = [1000, 100, 40].map((items) => ({ items, latencyMs: 200 })).find((load) => figures.values('wallMs', 'sequential', load).length > 0) ?? { items: 100, latencyMs: 200 };
	return [
		atMost(1.25, '1,000 items at 200 ms, concurrency 50: time over the keep-alive floor', ratios('wallMs', ['ours-50', slow], ['floor', slow])),
		below(1, '1,000 items at 20 ms, concurrency 25: time over HTTP Request', ratios('wallMs', ['ours-25', fast], ['http', fast])),
		atMost(0.75, '1,000 items at 20 ms, concurrency 50: CPU an item over HTTP Request', ratios('cpuMsPerItem', ['ours-50', fast], ['http', fast])),
		atMost(1 / 3, '1,000 items at 20 ms, concurrency 50: CPU an item over the declarative twin', ratios('cpuMsPerItem', ['ours-50', fast], ['declarative', fast])),
		...MEMORY_OVER_HTTP.flatMap(([name, memory]) => {
			const { bound = 0 } = contender(name);
			const many = tenThousand(200);
			return [
				atMost(bound, `10,000 items at 200 ms, concurrency ${bound}: most requests in flight`, figures.highest('inFlight', name, many), ''),
				atMost(bound, `10,000 items at 200 ms, concurrency ${bound}: most sockets open`, figures.highest('sockets', name, many), ''),
				atMost(memory, `10,000 items at 200 ms, concurrency ${bound}: growth of memory over HTTP Request`, ratios('rssGrowthMb', [name, many], ['http', many])),
				atMost(10.3, `10,000 items at 200 ms, concurrency ${bound}: time over that of 1,000`, ratios('wallMs', [name, many], [name, slow])),
			];
		}),
		below(1, '10,000 items at 200 ms, concurrency 50: growth of memory over a plain node, 50 at a time', ratios('rssGrowthMb', ['ours-50', tenThousand(200)], ['plain-50', tenThousand(200)])),
		...[slow, fast].map((load) =>
			atMost(LONGEST_BLOCK, `1,000 items at ${load.latencyMs} ms, concurrency 50: longest event-loop block over HTTP Request`, ratios('longestBlockMs', ['ours-50', load], ['http', load])),
		),
		atLeast(9, `${sequentialLoad.items.toLocaleString('en')} items at 200 ms, concurrency 10: time of a sequential node over ours`, ratios('wallMs', ['sequential', sequentialLoad], ['ours-10', sequentialLoad])),
	];
}
