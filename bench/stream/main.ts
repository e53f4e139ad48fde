import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chatWorkflow, SAID, say, type ChatStart } from '../../testing/wholeN8n/chats';
import { ensureN8n } from '../../testing/wholeN8n/install';
import { checkout } from '../../testing/wholeN8n/package';
import { isMajor, releases } from '../../testing/wholeN8n/releases';
import { openStage, type Stage } from '../../testing/wholeN8n/stage';
import { vendorStep, type Step } from '../../testing/wholeN8n/workflows';
import { spreadOf, type Spread } from '../statistics';
import { ANSWER_MS, stampsIn, startStampingVendor, type StampingVendor } from './vendor';

const USAGE = `npm run bench:stream [-- --out FOLDER]
How long after its vendor a chat's client sees each piece of an answer, in whole n8n, for 1, 10 and 50 chats at once.

  --rounds N      chats for each figure, one after the other, of as many as are at once (default 5)
  --n8n 1|2       which n8n (default 2)
  --out FOLDER    where streaming.md goes (default docs/performance)
`;

const AT_ONCE = [1, 10, 50];

interface Contender {
	title: string;
	start: ChatStart;
	step(stage: Stage, vendor: StampingVendor): Promise<Step>;
	responseMode: string;
}

const ours = (start: ChatStart, title: string): Contender => ({
	title: `Poppy AI node, ${title}`,
	start,
	responseMode: 'streaming',
	async step({ n8n, sandbox }, vendor) {
		const credential = await n8n.rest.createCredential('poppyAiApi', { ...sandbox.credentials.poppyAiApi, baseUrl: vendor.url }, 'Stamping');
		const [sample] = sandbox.operations.poppyAi!['message.ask']!.samples;
		return vendorStep('poppyAi', sample!, { poppyAiApi: credential }, { text: SAID[start] });
	},
});

const contenders: Contender[] = [
	ours('chatTrigger', 'Chat Trigger'),
	ours('webhook', 'Webhook'),
	{
		title: "n8n's HTTP Request, Chat Trigger",
		start: 'chatTrigger',
		responseMode: 'lastNode',
		step: async (_stage, vendor) =>
			await Promise.resolve({
				name: 'Vendor',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				parameters: { method: 'POST', url: vendor.url, options: { response: { response: { responseFormat: 'text', outputPropertyName: 'output' } } } },
			}),
	},
];

interface Row {
	title: string;
	atOnce: number;
	/** Milliseconds from the vendor's first piece to the client's. */
	first?: Spread;
	/** The same for all pieces. */
	each?: Spread;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { rounds: { type: 'string', default: '5' }, n8n: { type: 'string', default: '2' }, out: { type: 'string' }, help: { type: 'boolean' } },
	});
	if (values.help) return void process.stdout.write(USAGE);
	if (!isMajor(values.n8n)) throw new Error('--n8n is 1 or 2');
	const vendor = await startStampingVendor();
	const stage = await openStage(await ensureN8n(releases[values.n8n]), { say: (what) => void process.stderr.write(`${what}\n`) });
	const rows: Row[] = [];
	try {
		for (const [index, contender] of contenders.entries()) {
			const at = `stream-${index}`;
			const workflow = await stage.n8n.rest.createWorkflow(chatWorkflow(at, contender.start, await contender.step(stage, vendor), contender.responseMode));
			await stage.n8n.rest.activate(workflow);
			const chat = async () => await measure(stage, at, contender.start);
			await chat();
			for (const atOnce of AT_ONCE) {
				process.stderr.write(`${contender.title}: ${atOnce} at once\n`);
				const chats: Measured[] = [];
				for (let round = 0; round < Number(values.rounds); round += 1) chats.push(...(await Promise.all(Array.from({ length: atOnce }, chat))));
				rows.push({ title: contender.title, atOnce, first: spreadOf(chats.map(({ first }) => first)), each: spreadOf(chats.flatMap(({ each }) => each)) });
			}
		}
	} finally {
		await stage.stop();
		vendor.stop();
	}
	const page = pageOf(rows, releases[values.n8n].n8n);
	process.stdout.write(page);
	await writeFile(path.join(values.out ?? path.join(checkout, 'docs', 'performance'), 'streaming.md'), page);
}

interface Measured {
	first: number;
	each: number[];
}

async function measure({ n8n }: Stage, at: string, start: ChatStart): Promise<Measured> {
	const chunks = await say(n8n.url, at, start, 'Hello');
	const heard = chunks.flatMap(({ content = '', at: heardAt }) => stampsIn(content).map((sentAt) => heardAt - sentAt));
	const [first] = heard;
	if (first === undefined) throw new Error(`The chat said nothing: ${JSON.stringify(chunks).slice(0, 500)}`);
	return { first, each: heard };
}

const ms = (value = NaN) => `${Math.round(value)} ms`;

const pageOf = (rows: Row[], n8n: string): string => `# How soon the pieces come

From the moment at which the vendor sends a piece to the moment at which the client has it, with n8n ${n8n} whole and on one machine with its
vendor and its clients. Each answer has 20 pieces within ${ANSWER_MS / 1000} s. \`npm run bench:stream\` measures it again.
Load of the machine beside it: ${loadavg()[0]!.toFixed(1)}.

| answers the chat | chats at once | first piece: median | worst | every piece: median | worst |
| --- | ---: | ---: | ---: | ---: | ---: |
${rows.map(({ title, atOnce, first, each }) => `| ${title} | ${atOnce} | ${ms(first?.median)} | ${ms(first?.max)} | ${ms(each?.median)} | ${ms(each?.max)} |`).join('\n')}
`;

main().catch((error: Error) => {
	process.stderr.write(`${error.stack}\n`);
	process.exitCode = 1;
});
