import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../../testing/engine/core';
import { cases, compare } from '../../testing/simulation/table';
import { table } from '../report/table';

const USAGE = `npm run bench:automatic [-- --items N] [-- --seed N]
How a run without Concurrency does beside every fixed one, at simulated vendors of all kinds, on a clock of its own: the same
figures on every machine. Takes some minutes. With the defaults, \`npm run docs\` then writes the table into the page on performance.

  --items N   of each run (default 1000)
  --seed N    of the vendors' random times (default 1)
`;

const [ITEMS, SEED] = ['1000', '1'];
const HEAD = ['A vendor that', 'automatic', 'best fixed', 'times the best', 'most in flight', 'refused', 'lost', 'lost with 50'];

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { items: { type: 'string', default: ITEMS }, seed: { type: 'string', default: SEED }, help: { type: 'boolean' } },
	});
	if (values.help) return void process.stdout.write(USAGE);
	const isUsual = values.items === ITEMS && values.seed === SEED;
	const rows: string[][] = [];
	for (const one of cases) {
		const { automatic, best, fixed } = await compare(one, Number(values.items), undefined, Number(values.seed));
		const cells = [
			one.title,
			`${round(automatic.seconds)} s`,
			`${round(best.seconds)} s with ${best.concurrency}`,
			(automatic.seconds / best.seconds).toFixed(2),
			...[automatic.mostInFlight, automatic.pushedBack, automatic.failed, fixed.at(-1)!.failed].map(String),
		];
		process.stderr.write(`${one.title}\n`);
		rows.push(cells);
	}
	const made = table(HEAD, rows);
	process.stdout.write(`${made}\n`);
	if (isUsual) writeFileSync(path.join(repositoryRoot, 'docs', 'performance', 'automatic.json'), `${JSON.stringify({ head: HEAD, rows }, null, '\t')}\n`);
}

const round = (seconds: number) => Number(seconds.toPrecision(3));

main().catch((error: Error) => {
	process.stderr.write(`${error.stack ?? error.message}\n`);
	process.exitCode = 1;
});
