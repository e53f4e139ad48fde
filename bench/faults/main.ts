import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Engine, RunResult } from '../../testing/engine';
import { repositoryRoot } from '../../testing/engine/core';
import type { Sandbox } from '../../testing/sandbox';
import type { Contender, Outfit } from './contenders';
import { contenders, outfit } from './contenders';
import type { ProbedWay } from '../../testing/faults/probeWay';
import { probeWay } from '../../testing/faults/probeWay';
import type { Count, Measured, Report } from './report';
import { asMarkdown, asText } from './report';
import { isRecord } from '../../nodes/shared/base/json';
import type { Scenario } from '../../testing/faults/scenarios';
import { scenarios } from '../../testing/faults/scenarios';
import { Trial } from '../../testing/faults/trial';
import type { Way } from '../../testing/faults/ways';
import { packageWays } from '../../testing/faults/ways';
import { inLanes } from '../../testing/inLanes';
import { startStage } from '../../testing/stage';
import { outputsOf } from '../../testing/workflows';

const USAGE = `npm run faults -- [--engine newest|oldest|both] [--only text] [--json file] [--docs]

What exists at the vendors after each fault, with n8n's Retry On Fail: our nodes, HTTP Request, and a plain node.
  --only   ways whose title includes the text
  --json   writes the counts to a file
  --docs   writes docs/faults.md`;

/** How many executions run at a time. Many, because most of them wait. */
const LANES = 12;

/** One engine with our package, one with the twin, which also runs n8n's own HTTP Request, and their vendors. */
interface Arena {
	sandbox: Sandbox;
	engines: Record<Contender, Engine>;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			engine: { type: 'string', default: 'newest' },
			only: { type: 'string', default: '' },
			json: { type: 'string' },
			docs: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return void process.stdout.write(`${USAGE}\n`);
	const ways = packageWays().filter(({ title }) => title.includes(values.only));
	const cores = (['newest', 'oldest'] as const).filter((core) => values.engine === 'both' || values.engine === core);
	if (ways.length === 0 || cores.length === 0) throw new Error(USAGE);

	const reports: Report[] = [];
	for (const core of cores) reports.push(await measureAll(core, ways));
	process.stdout.write(reports.map(asText).join('\n'));
	if (values.json) writeFileSync(values.json, `${JSON.stringify(reports, null, '\t')}\n`);
	if (values.docs) writeFileSync(path.join(repositoryRoot, 'docs', 'faults.md'), asMarkdown(reports));
}

async function measureAll(core: 'newest' | 'oldest', ways: Way[]): Promise<Report> {
	const packageDir = path.join(repositoryRoot, 'bench', 'faults', 'twin');
	const { sandbox, engines, stop } = await startStage({ ours: { core, credentials: {} }, twin: { core, packageDir, credentials: {} } });
	const { ours, twin } = engines;
	const arena: Arena = { sandbox, engines: { ours, atLeastOnce: ours, oursAlone: ours, http: twin, plain: twin } };
	try {
		const facts: ProbedWay[] = [];
		for (const way of ways) facts.push(await probeWay(sandbox, ours, way));
		// After all ways are probed, because probing resets the sandbox, which ends all tokens.
		const prepared: Prepared[] = [];
		for (const [index, way] of ways.entries()) prepared.push({ way, facts: facts[index]!, outfits: await outfit(sandbox, ours, way) });
		const applying = prepared.flatMap((one) =>
			scenarios.filter(({ applies }) => applies?.(one.facts) !== false).map((scenario) => ({ ...one, scenario })),
		);
		process.stderr.write(`n8n-core ${ours.version}: ${applying.length} faults on ${ways.length} ways, ${contenders.length} nodes each …\n`);
		const measured = await inLanes(LANES, applying, async (one) => await measure(arena, one));
		return { version: ours.version, measured };
	} finally {
		await stop();
	}
}

interface Prepared {
	way: Way;
	facts: ProbedWay;
	outfits: Record<Contender, Outfit>;
}

async function measure({ sandbox, engines }: Arena, { way, facts, outfits, scenario }: Prepared & { scenario: Scenario }): Promise<Measured> {
	const { name, items, struck, strike, settings, timeout, origin } = scenario;
	const countOf = async (contender: Contender): Promise<Count> => {
		const setup = outfits[contender];
		const trial = new Trial(sandbox, engines[contender], way, {
			...setup,
			count: items,
			options: { timeout: setup.node ? timeout * 1000 : timeout, ...(contender === 'atLeastOnce' && { delivery: 'atLeastOnce' }) },
			settings: contender === 'oursAlone' ? { onError: 'continueRegularOutput' } : settings,
		});
		if (origin) trial.redirect(origin);
		trial.strike(struck, strike(facts));
		return count(trial, await trial.run());
	};
	const counts = {} as Measured['counts'];
	for (const contender of contenders) counts[contender] = await countOf(contender);
	return { way: way.title, scenario: name, items, counts };
}

/** Compares what exists at the vendor with what the execution says. */
function count(trial: Trial, { status, error, ...result }: RunResult): Count {
	const existing = trial.countsAtVendor();
	const ids = trial.ids();
	const outputs = outputsOf(result).flat();
	const isWrong = (item: number) => {
		const json = outputs.find(({ pairedItem }) => JSON.stringify(pairedItem) === JSON.stringify({ item }))?.json;
		if (json?.error) return false;
		if (existing[item] === 0) return json !== undefined;
		return trial.way.effect === 'creates' && !ids[item]!.some((id) => JSON.stringify(json ?? null).includes(String(id)));
	};
	return {
		existing: existing.reduce((sum, one) => sum + one, 0),
		twice: existing.filter((one) => one > 1).length,
		inDoubt: error ? namedInDoubt(error.description) : outputs.filter(({ json }) => isRecord(json.error) && json.error.outcome === 'unknown').length,
		wrong: status === 'error' ? 0 : existing.filter((_, item) => isWrong(item)).length,
		status,
	};
}

/** What the one error that stops a run says of the others. */
const namedInDoubt = (description: string | null | undefined) => Number(/(\d+) may exist at the vendor all the same/.exec(description ?? '')?.[1] ?? 0);

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
