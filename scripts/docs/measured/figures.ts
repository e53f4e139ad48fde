import { claimsOf } from '../../../bench/claims';
import { Figures } from '../../../bench/claims/figures';
import { PRODUCT } from '../../../bench/claims/speed';
import type { Results } from '../../../bench/report';
import { number } from '../../../bench/report/table';
import type { KeyCosts } from '../../../bench/keys/cost';
import { spreadOf } from '../../../bench/statistics';
import { readResult } from './read';
import { at, LEGACY, median, seconds, time, times, unit } from './write';

/** Single figures inside a sentence, by name. Empty where the last run of the benchmark did not measure it. */
export const figures: Record<string, (results: Results) => string> = {
	'ours-50 at 200 ms': (results) => seconds(time(results, PRODUCT, 'ours-50', at(1000, 200))),
	'ours-50 over the floor': ({ measurements }) => {
		const over = median(new Figures(measurements, PRODUCT).ratios('wallMs', ['ours-50', at(1000, 200)], ['floor', at(1000, 200)]));
		return over === undefined ? '' : `${number((over - 1) * 100, 0)} %`;
	},
	'legacy http at 20 ms': (results) => seconds(time(results, LEGACY, 'http', at(1000, 20))),
	'legacy ours-25 at 20 ms': (results) => seconds(time(results, LEGACY, 'ours-25', at(1000, 20))),
	'legacy ours-50 at 20 ms': (results) => seconds(time(results, LEGACY, 'ours-50', at(1000, 20))),
	'memory over HTTP Request': ({ measurements }) => times(median(new Figures(measurements, PRODUCT).ratios('rssGrowthMb', ['ours-50', at(10_000, 200)], ['http', at(10_000, 200)]))),
	'memory over a plain node': ({ measurements }) => times(median(new Figures(measurements, PRODUCT).ratios('rssGrowthMb', ['ours-50', at(10_000, 200)], ['plain-50', at(10_000, 200)]))),
	'plain node over HTTP Request': ({ measurements }) => times(median(new Figures(measurements, PRODUCT).ratios('rssGrowthMb', ['plain-50', at(10_000, 200)], ['http', at(10_000, 200)]))),
	'CPU of an item': (results) => unit(median(new Figures(results.measurements, PRODUCT).values('cpuMsPerItem', 'ours-50', at(1000, 20))), 'ms', 1),
	'own share of memory': ({ heap = [] }) => {
		const moved = heap.find(({ contender, kind }) => contender === 'ours' && kind === 'moved')?.megabytes ?? {};
		const all = Object.values(moved).reduce((sum, one) => sum + one, 0);
		return all === 0 ? '' : `${number(((moved['this package'] ?? 0) / all) * 100, 0)} %`;
	},
	'load at start': ({ weight }) => unit(weight?.load.median, 'ms', 1),
	'load at start over n8n-workflow': ({ weight }) => (weight?.n8nWorkflow ? `${number((weight.load.median / weight.n8nWorkflow.median) * 100, 1)} %` : ''),
	'loads at start': ({ weight }) => (weight ? String(weight.load.count) : ''),
	'load of a first run': ({ weight }) => unit(weight?.firstRun?.load.median, 'ms', 1),
	'files of a first run': ({ weight }) => (weight?.firstRun ? `${weight.firstRun.files} ${weight.firstRun.files === 1 ? 'file' : 'files'}, ${number(weight.firstRun.bytes / 1000, 0)} kB` : ''),
	'packed size': ({ weight }) => unit(weight && weight.packedBytes / 1000, 'kB'),
	'claims held': (results) => {
		const claims = claimsOf(results).filter(({ held }) => held !== null);
		return `${claims.filter(({ held }) => held).length} of ${claims.length}`;
	},
	'cost of keys': () => costOfKeys('sqlite'),
	'cost of keys on PostgreSQL': () => costOfKeys('postgres'),
};

function costOfKeys(database: keyof KeyCosts): string {
	const { withMs = [], withoutMs = [] } = (readResult('key-cost.json') as KeyCosts)[database] ?? {};
	const spread = spreadOf(withMs.map((ms, round) => ms / withoutMs[round]!));
	return spread ? `${number(spread.median, 2)} times as long (${number(spread.min, 2)} to ${number(spread.max, 2)})` : '';
}
