import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isMajor } from '../../testing/wholeN8n/releases';
import { contenders, VENDOR, type Contender } from './contenders';
import { crash, type Crashed } from './crash';
import { deliver, type Delivered } from './deliveries';
import { openField, type Field } from './field';

const USAGE = `npm run bench:keys [-- --out FOLDER]
What becomes of keys in queue mode, with two workers on PostgreSQL: the same webhook delivered many times at once, and a
worker killed in the middle. Needs PostgreSQL and Redis, as the end-to-end tests do. Takes about 40 minutes
with --minutes 12, which is enough for all keys on two cores.

  --rounds N      keys that are delivered (default 200), each --deliveries N times at once (default 20)
  --minutes N     no contender's deliveries take longer (default 5)
  --leads N       leads whose worker is killed (default 500); 0 leaves that out
  --only NAMES    ${contenders.map(({ name }) => name).join(', ')}; several with commas between
  --n8n 1|2       which n8n (default 2)
  --out FOLDER    where keys.json goes
`;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			rounds: { type: 'string', default: '200' },
			deliveries: { type: 'string', default: '20' },
			minutes: { type: 'string', default: '5' },
			leads: { type: 'string', default: '500' },
			only: { type: 'string' },
			n8n: { type: 'string', default: '2' },
			out: { type: 'string' },
			help: { type: 'boolean' },
		},
	});
	if (values.help) return void process.stdout.write(USAGE);
	if (!isMajor(values.n8n)) throw new Error('--n8n is 1 or 2');
	const selected = chosen(values.only);
	const say = (what: string) => void process.stderr.write(`${what}\n`);
	const field = await openField(values.n8n, say);
	const results = { n8n: field.main.home.installed.release.n8n, delivered: [] as Delivered[], crashed: [] as Crashed[] };
	try {
		if (selected.some(({ name }) => name === 'keys')) await mustHaveKeys(field);
		const workers = [await field.startWorker(), await field.startWorker()];
		const rounds = {
			rounds: Number(values.rounds),
			deliveries: Number(values.deliveries),
			longestMs: Number(values.minutes) * 60_000,
		};
		for (const contender of rounds.rounds ? selected : []) {
			say(`${contender.title}: delivering`);
			results.delivered.push(await deliver(field, contender, rounds));
		}
		for (const contender of Number(values.leads) ? selected : []) {
			say(`${contender.title}: killing its worker`);
			results.crashed.push(await crash(field, contender, workers, Number(values.leads)));
			workers.push(await field.startWorker());
		}
	} finally {
		await field.close();
	}
	print('The same key delivered at once', results.delivered);
	print('A worker killed in the middle, executed again by hand', results.crashed);
	if (values.out) await save(path.resolve(values.out), results);
}

function chosen(only?: string): Contender[] {
	if (only === undefined) return contenders;
	return only.split(',').map((name) => {
		const found = contenders.find((contender) => contender.name === name);
		if (!found) throw new Error(`--only is one of ${contenders.map((contender) => contender.name).join(', ')}`);
		return found;
	});
}

/** n8n drops a parameter that a node does not know, and everything would seem to slip through. */
async function mustHaveKeys({ main }: Field): Promise<void> {
	const types = (await (await main.rest.asset('/types/nodes.json')).json()) as Array<{ name: string; properties: Array<{ name: string }> }>;
	const ours = types.find(({ name }) => name.endsWith(`.${VENDOR}`));
	if (!ours?.properties.some(({ name }) => name === 'idempotencyKey')) throw new Error(`The node ${VENDOR} has no field idempotencyKey`);
}

function print(title: string, rows: object[]): void {
	const [first] = rows;
	if (!first) return;
	const line = (cells: unknown[]) => `| ${cells.join(' | ')} |\n`;
	const head = Object.keys(first);
	process.stdout.write(`\n${title}\n\n${line(head)}${line(head.map(() => '---'))}${rows.map((row) => line(Object.values(row))).join('')}`);
}

async function save(folder: string, results: object): Promise<void> {
	await mkdir(folder, { recursive: true });
	await writeFile(path.join(folder, 'keys.json'), `${JSON.stringify(results, null, '\t')}\n`);
}

main().catch((error: Error) => {
	process.stderr.write(`${error.stack ?? error.message}\n`);
	process.exitCode = 1;
});
