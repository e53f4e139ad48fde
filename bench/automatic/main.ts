import { parseArgs } from 'node:util';
import { cases, compare } from '../../testing/simulation/table';

const USAGE = `npm run bench:automatic [-- --items N] [-- --seed N]
How a run without Concurrency does beside every fixed one, at simulated vendors of all kinds, on a clock of its own: the same
figures on every machine. Takes some minutes.

  --items N   of each run (default 1000)
  --seed N    of the vendors' random times (default 1)
`;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { items: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' }, help: { type: 'boolean' } },
	});
	if (values.help) return void process.stdout.write(USAGE);
	process.stdout.write('| A vendor that | automatic | best fixed | times the best | most in flight | refused | lost | lost with 50 |\n');
	process.stdout.write('| --- | --- | --- | --- | --- | --- | --- | --- |\n');
	for (const one of cases) {
		const { automatic, best, fixed } = await compare(one, Number(values.items), undefined, Number(values.seed));
		const cells = [
			one.title,
			`${round(automatic.seconds)} s`,
			`${round(best.seconds)} s with ${best.concurrency}`,
			(automatic.seconds / best.seconds).toFixed(2),
			automatic.mostInFlight,
			automatic.pushedBack,
			automatic.failed,
			fixed.at(-1)!.failed,
		];
		process.stdout.write(`| ${cells.join(' | ')} |\n`);
	}
}

const round = (seconds: number) => Number(seconds.toPrecision(3));

main().catch((error: Error) => {
	process.stderr.write(`${error.stack ?? error.message}\n`);
	process.exitCode = 1;
});
