import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import conversationSchema from '../nodes/shared/conversation.schema.json';
import failureSchema from '../nodes/shared/failure.schema.json';
import replySchema from '../nodes/shared/reply.schema.json';
import type { Pages, DocsStage } from '../scripts/docs';
import type { Results } from '../bench/report';
import { measuredFigure, measuredTable } from '../scripts/docs/measured';
import { fill, freshPages, listVendors, manifestTexts, readPages, startDocsStage, stable } from '../scripts/docs';
import { areAllInTables, vendorsInTables } from '../testing/vendors';

// The pages say what the nodes do: what is generated in them is fresh, what is linked is there, nothing is left out.

const root = path.join(__dirname, '..');
const pages = readPages();
/** Those that a vendor in the tables has a mark in. */
const tabled = new Map([...pages].filter(([, text]) => areAllInTables || text.includes('<!-- vendors: ') || vendorsInTables().some(({ name }) => text.includes(`: ${name} `))));
const page = (file: string) => pages.get(file) ?? '';

describe('what is generated', () => {
	let stage: DocsStage;
	let fresh: Pages;

	beforeAll(async () => {
		stage = await startDocsStage();
		fresh = await freshPages(stage, tabled);
	});
	afterAll(async () => await stage.stop());

	it.each([...tabled.keys()])('in %s is fresh (else: npm run docs)', (file) => {
		expect(fresh.get(file)).toBe(page(file));
	});

	it('and in package.json (else: npm run docs)', async () => {
		const { description, keywords } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
		expect({ description, keywords }).toEqual(manifestTexts(await listVendors(stage)));
	});

	it('shows the fields and an example of every operation, the fields of the trigger and those of every credential', async () => {
		const { nodes, credentials } = await stage.engine.describe();
		const expected = nodes.flatMap(({ name, group, properties }) => {
			if (/Tool$/.test(name)) return [];
			if (group.includes('trigger')) return [`fields: ${name} `];
			const operations = properties
				.filter((field) => field.name === 'operation')
				.flatMap(({ displayOptions, options = [] }) =>
					options.map((option) => `${name} ${String(displayOptions?.show?.resource?.[0])}.${String('value' in option && option.value)} `),
				);
			return operations.flatMap((operation) => [`fields: ${operation}`, `example: ${operation}`]);
		});
		const marks = [...expected, ...credentials.map(({ name }) => `credential: ${name} `)];
		const all = [...pages.values()].join('\n');
		expect(marks.length).toBeGreaterThan(30);
		expect(marks.filter((mark) => !all.includes(`<!-- ${mark}`))).toEqual([]);
	});
});

describe('links', () => {
	it.each([...pages.keys()])('in %s lead somewhere', (file) => {
		expect(linksIn(page(file)).filter((link) => !leadsSomewhere(link, file))).toEqual([]);
	});

	it('that lead nowhere are found', () => {
		const text = '[a](output.md#a-reply) [b](output.md#no-such) [c](nothing.md) ![d](x.png) `[e](code.md)` <img src="y.png">';
		expect(linksIn(text).filter((link) => !leadsSomewhere(link, 'docs/errors.md'))).toEqual(['output.md#no-such', 'nothing.md', 'x.png', 'y.png']);
	});
});

it.each([...pages])('%s names no registry, no folder of a machine and no port of a run', (_, text) => {
	const strange = [/\bregistry\.[\w-]+\.\w+/gi, /(?<![\w.~-])\/(?:root|tmp|work|Users)\/[\w/.-]*/g, /127\.0\.0\.1:\d+/g].flatMap(
		(kind) => text.match(kind) ?? [],
	);
	expect(strange).toEqual([]);
	expect(text.includes(root)).toBe(false);
});

describe('docs/output.md', () => {
	const tablesOf = (heading: string) => firstColumn(section(page('docs/output.md'), heading));

	it.each([
		['## A conversation', Object.keys(conversationSchema.properties)],
		['### A message', Object.keys(conversationSchema.definitions.message.properties)],
		['## A reply', Object.keys(replySchema.properties)],
		['## A failed item', Object.keys(failureSchema.properties.error.properties)],
	])('%s has the keys of its schema', (heading, keys) => {
		expect(tablesOf(heading)).toEqual(keys);
	});
});

describe('docs/errors.md', () => {
	const { reason, outcome } = failureSchema.properties.error.properties;

	it('explains every reason, in a row and a section', () => {
		const text = page('docs/errors.md');
		expect(firstColumn(section(text, '## Reasons'))).toEqual(reason.enum);
		expect(headingsOf(text).filter((heading) => (reason.enum as string[]).includes(heading))).toEqual(reason.enum);
	});

	it('explains every outcome', () => {
		expect(firstColumn(section(page('docs/errors.md'), '## Outcomes'))).toEqual(outcome.enum);
	});
});

describe('what was measured', () => {
	const measured = (ms: number): Results => ({
		machine: { node: '24', n8nCore: '2', cpu: 'x', cores: 2, memoryGb: 4, platform: 'linux' },
		startedAt: '2026-01-15T09:30:00.000Z',
		pools: [],
		measurements: [1, 3, 2].map((times, round) => ({
			...{ contender: 'ours-50' as const, expressionEngine: 'vm' as const, scheme: 'http' as const, latencyMs: 200, items: 1000 },
			...{ round, wallMs: ms * times, cpuMsPerItem: 1, rssGrowthMb: 1, longestBlockMs: 1, inFlight: 50, sockets: 50 },
		})),
	});

	it('is the median of the rounds, in a sentence and in a table', () => {
		expect(measuredFigure('ours-50 at 200 ms', measured(1100))).toBe('2.2 s');
		expect(measuredFigure('ours-50 at 200 ms', measured(400))).toBe('0.80 s');
		expect(measuredTable('short', measured(1100))).toContain('| UserDesk node, concurrency 50 |  | 2.2 s |');
	});

	it('is said to be missing where it was not measured', () => {
		expect(measuredFigure('load of a first run', measured(1))).toBe('not measured yet');
		expect(measuredTable('single', measured(1))).toBe('Not measured yet.');
	});

	it('has no other names', () => {
		expect(() => measuredFigure('ours-51 at 200 ms')).toThrow('ours-51');
		expect(() => measuredTable('long')).toThrow('long');
	});
});

describe('a mark', () => {
	const writers = { output: (subject: string) => `made of ${subject}` };

	it('is filled, again and again, and nothing else is touched', async () => {
		const once = await fill('a\n<!-- output: x y -->\nold\n<!-- /output -->\nb\n', writers);
		expect(once).toBe('a\n<!-- output: x y -->\n\nmade of x y\n\n<!-- /output -->\nb\n');
		expect(await fill(once, writers)).toBe(once);
	});

	it('in the middle of a line is filled too, and only there', async () => {
		const lines = { ...writers, figure: (name: string) => `${name} s` };
		const once = await fill('Takes <!-- figure: a b -->old<!-- /figure -->, or <!-- figure: c --><!-- /figure -->.\n', lines);
		expect(once).toBe('Takes <!-- figure: a b -->a b s<!-- /figure -->, or <!-- figure: c -->c s<!-- /figure -->.\n');
		expect(await fill(once, lines)).toBe(once);
		await expect(fill('<!-- figure: a -->1 s\n', lines)).rejects.toThrow();
		await expect(fill('<!-- figure: a -->1 s<!-- /figure -->\n', writers)).rejects.toThrow();
	});

	it.each(['<!-- output: x -->\n', '<!-- output: x -->\n<!-- output: y -->\n<!-- /output -->\n', '<!-- otuput: x -->\n<!-- /otuput -->\n'])(
		'is not passed over when it is wrong: %j',
		async (text) => await expect(fill(text, writers)).rejects.toThrow(),
	);
});

it('an output is shown with the same times and made-up ids at each run, and with all else as it came', () => {
	const now = new Date().toISOString();
	const madeUp = crypto.randomUUID();
	const existing = crypto.randomUUID();
	const stabilized = stable(`${now} 2024-03-01T09:00:00Z ${madeUp} ${existing} ${madeUp} ${crypto.randomUUID()} b2c3d4e5-f6a7-8901-bcde-f12345678901`, existing);
	const [time, old, first, kept, again, second, seeded] = stabilized.split(' ');
	expect([time, old, kept, again, seeded]).toEqual([
		'2026-01-15T09:30:00.000Z',
		'2024-03-01T09:00:00Z',
		existing,
		first,
		'b2c3d4e5-f6a7-8901-bcde-f12345678901',
	]);
	expect(new Set([madeUp, first, second]).size).toBe(3);
	expect(stable(crypto.randomUUID(), '')).toBe(first);
});

const OWN_PAGES = /^https:\/\/github\.com\/n8n-nodes-conversations\/n8n-nodes-conversations\/(?:blob|tree)\/[^/]+\//;

const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');

/** Where the links and pictures lead, without those to elsewhere on the web. */
const linksIn = (text: string): string[] =>
	[...withoutCode(text).matchAll(/\]\(([^()\s]+)[^()]*\)|^\[[^\]]+\]:\s*(\S+)|(?:src|href|srcset)="([^"\s]+)/gm)]
		.map(([, inline, reference, html]) => inline ?? reference ?? html ?? '')
		.filter((target) => !/^[a-z][\w+.-]*:/i.test(target) || OWN_PAGES.test(target));

function leadsSomewhere(link: string, from: string): boolean {
	const [target = '', anchor] = link.replace(OWN_PAGES, '/').split('#');
	const file = target === '' ? from : path.posix.join(target.startsWith('/') ? '.' : path.posix.dirname(from), target);
	if (!existsSync(path.join(root, file))) return false;
	if (anchor === undefined || !file.endsWith('.md')) return true;
	return anchorsOf(page(file)).includes(anchor);
}

/** Headings as they are read, without marks. */
const headingsOf = (text: string): string[] =>
	[...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, heading = '']) =>
		heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[*`]/g, ''),
	);

/** The anchors that GitHub gives to headings. */
function anchorsOf(text: string): string[] {
	const seen = new Map<string, number>();
	return headingsOf(text).map((heading) => {
		const slug = heading.toLowerCase().replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '').replace(/ /g, '-');
		const times = seen.get(slug) ?? 0;
		seen.set(slug, times + 1);
		return times === 0 ? slug : `${slug}-${times}`;
	});
}

/** A section's own text, up to the next heading. */
const section = (text: string, heading: string): string => text.split(`\n${heading}\n`)[1]?.split(/^#+ /m)[0] ?? '';

/** The names in the first column of a section's first table. */
const firstColumn = (text: string): string[] => [...text.matchAll(/^\| \[?`(\w+)`/gm)].map(([, name = '']) => name);
