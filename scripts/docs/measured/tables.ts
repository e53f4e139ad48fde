import { claimsIn, claimsOf } from '../../../bench/claims';
import { COMPARED } from '../../../bench/claims/rows';
import { Figures, type Load } from '../../../bench/claims/figures';
import { PRODUCT } from '../../../bench/claims/speed';
import { contender, singleContenders, type ContenderName } from '../../../bench/contenders';
import { nameOf, otherSettings } from '../../../bench/claims/settings';
import type { Results } from '../../../bench/report';
import { growthTables } from '../../../bench/report/growth';
import { heapTable } from '../../../bench/report/heap';
import { number, table } from '../../../bench/report/table';
import type { SingleMeasurement } from '../../../bench/single';
import { readResult } from './read';
import { at, LEGACY, median, NOT_YET, orNotYet, seconds, times, unit } from './write';

/** Tables, by name. */
export const tables: Record<string, (results: Results) => string> = {
	short: (results) =>
		table(
			['', '1,000 items at 20 ms', '1,000 items at 200 ms', 'CPU an item', '10,000 items: most requests at once', 'memory growth', 'event loop blocked for'],
			(['automatic', 'ours-10', 'ours-50', 'ours-500', 'http', 'http-batched', 'plain-50', 'declarative', 'sequential', 'floor'] as const)
				.map((name) => [contender(name).title, ...shortCells(results, name)])
				.filter(([, ...cells]) => cells.some((cell) => cell !== '')),
		),

	'not held': (results) => {
		const own = claimsOf(results).map((claim) => ({ claim, setting: nameOf(PRODUCT) }));
		const others = otherSettings(results).flatMap((setting) => claimsIn(results, setting).map((claim) => ({ claim, setting: nameOf(setting) })));
		const rows = [...own, ...others]
			.filter(({ claim: { held } }) => held === false)
			.map(({ claim: { what, measured, limit, unit = '' }, setting }) => [what, setting, `${number(measured ?? 0, 2)}${unit}`, `${limit}${unit}`]);
		return rows.length === 0 ? 'All are, in every setting.' : table(['What is not held', 'where', 'measured', 'wanted'], rows);
	},

	/** Our node over HTTP Request, in every row. */
	beside: ({ measurements }) => {
		const own = { vm: new Figures(measurements, PRODUCT), legacy: new Figures(measurements, LEGACY) };
		const rows = Object.entries(own).flatMap(([engine, all]) =>
			[1000, 10_000].flatMap((items) =>
				[0, 20, 200].map((latencyMs) => {
					const load = at(items, latencyMs);
					const ratios = COMPARED.map(([figure]) => times(median(all.ratios(figure, ['ours-500', load], ['http', load]))));
					const [sockets] = all.highest('sockets', 'ours-500', load);
					return [`${number(items, 0)} items at ${latencyMs} ms, \`${engine}\``, ...ratios, unit(sockets, '').trim()];
				}),
			),
		);
		return orNotYet(['Concurrency 500 over HTTP Request', ...COMPARED.map(([, name]) => name), 'most connections'], rows);
	},

	automatic: ({ measurements }) => {
		const all = new Figures(measurements, PRODUCT);
		const cell = (name: ContenderName, load: Load) => seconds(median(all.values('wallMs', name, load)));
		const rows = [1000, 10_000].flatMap((items) =>
			[0, 20, 200].map((latencyMs) => {
				const load = at(items, latencyMs);
				return [`${number(items, 0)} items at ${latencyMs} ms`, ...(['automatic', 'ours-10', 'ours-50', 'ours-500', 'http'] as const).map((name) => cell(name, load))];
			}),
		);
		return orNotYet(['', 'automatic', 'Concurrency 10', '50', '500', 'HTTP Request'], rows.map((row) => (row[1] === '' ? row.map((cellText, index) => (index === 0 ? cellText : '')) : row)));
	},

	single: ({ singles = [] }) => {
		const cell = (one: Partial<SingleMeasurement>, value: (single: SingleMeasurement) => number) =>
			unit(median(singles.filter((single) => Object.entries(one).every(([key, wanted]) => single[key as keyof SingleMeasurement] === wanted)).map(value)), 'ms', 1);
		const rows = (Object.keys(singleContenders) as SingleMeasurement['contender'][]).map((name) => {
			const own = { contender: name, scheme: 'http', networkMs: undefined } as const;
			return [
				singleContenders[name].title,
				cell({ ...own, expressionEngine: 'vm', latencyMs: 20 }, ({ firstMs }) => firstMs),
				cell({ ...own, expressionEngine: 'vm', latencyMs: 20 }, ({ warmMs }) => warmMs.median),
				cell({ ...own, expressionEngine: 'vm', latencyMs: 0 }, ({ warmMs }) => warmMs.median),
				cell({ ...own, expressionEngine: 'vm', latencyMs: 0 }, ({ warmCpuMs }) => warmCpuMs.median),
				cell({ ...own, expressionEngine: 'legacy', latencyMs: 0 }, ({ warmMs }) => warmMs.median),
				cell({ ...own, scheme: 'https', networkMs: 50 }, ({ warmMs }) => warmMs.median),
			];
		});
		return orNotYet(['One item', 'first run of a process, 20 ms', 'warm, 20 ms', 'warm, 0 ms', 'CPU', 'warm, 0 ms, older expressions', 'warm, 20 ms, https over the network'], rows);
	},

	network: ({ measurements }) => {
		const [http, https] = (['http', 'https'] as const).map((scheme) => new Figures(measurements, { ...PRODUCT, scheme, networkMs: 50 }));
		const rows = (['automatic', 'ours-50', 'ours-500', 'http', 'floor'] as const).map((name) => [
			contender(name).title,
			...[http, https].map((all) => seconds(median(all!.values('wallMs', name, at(1000, 20))))),
		]);
		return orNotYet(['1,000 items at 20 ms, the network 50 ms each way', 'http', 'https'], rows);
	},

	pace: ({ pools }) =>
		table(
			['400 items at 200 ms', 'time', 'items lost', 'requests turned away'],
			([10, 50] as const).flatMap((concurrency) =>
				(['ours', 'fixed'] as const).map((pool) => {
					const rounds = pools.filter((one) => one.pool === pool && one.concurrency === concurrency);
					return [
						pool === 'ours' ? `Concurrency ${concurrency}` : 'the same, fixed pool',
						seconds(median(rounds.map(({ wallMs }) => wallMs))),
						unit(median(rounds.map(({ failed }) => failed)), '').trim(),
						unit(median(rounds.map(({ pushedBack }) => pushedBack)), '').trim(),
					];
				}),
			),
		),

	/** From `npm run bench:automatic`, which has figures of its own. */
	simulated: () => {
		const { head, rows } = readResult('automatic.json') as { head: string[]; rows: string[][] };
		return table(head, rows);
	},

	growth: ({ growth }) => (growth ? growthTables(growth) : NOT_YET),
	heap: ({ heap }) => (heap ? heapTable(heap) : NOT_YET),
};

function shortCells({ measurements }: Results, name: ContenderName): string[] {
	const all = new Figures(measurements, PRODUCT);
	const cell = (figure: Parameters<Figures['values']>[0], load: Load) => median(all.values(figure, name, load));
	const block = cell('longestBlockMs', at(10_000, 200));
	return [
		seconds(cell('wallMs', at(1000, 20))),
		seconds(cell('wallMs', at(1000, 200))),
		unit(cell('cpuMsPerItem', at(1000, 20)), 'ms', 1),
		unit(cell('inFlight', at(10_000, 200)), '').trim(),
		unit(cell('rssGrowthMb', at(10_000, 200)), 'MB'),
		block === undefined || block < 1000 ? unit(block, 'ms') : seconds(block),
	];
}
