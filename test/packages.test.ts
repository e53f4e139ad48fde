import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEngine, type LoadedPackage, type RunResult } from '../testing/engine';
import { startSandbox, type Sandbox } from '../testing/sandbox';
import { buildPackage } from '../scripts/packages/build';
import { readLinks, sourceLinks } from '../scripts/packages/links';
import { planPackages, type PackagePlan } from '../scripts/packages/plan';
import { checkOut } from './support/checkout';
import { packAndUnpack } from './support/pack';
import { scan } from './support/scan';
import { problems } from './support/schemas';
import { type CoreName, CORES } from '../testing/stage';
import { allVendors, areAllInTables, isInTables } from '../testing/vendors';
import { jsons, runNode } from '../testing/workflows';

const root = path.resolve(__dirname, '..');
const [umbrella, ...allSingles] = planPackages(root) as [PackagePlan, ...PackagePlan[]];
const singles = allSingles.filter(({ manifest }) => allVendors().some(({ name }) => isInTables(name) && ownFolders(manifest.name).includes(name.toLowerCase())));
const plans = [umbrella, ...singles];
const names = plans.map(({ manifest }) => manifest.name);
const planOf = (name: string) => plans.find(({ manifest }) => manifest.name === name)!;

let folder: string;
let sandbox: Sandbox;
/** The unpacked tarballs, by package name. */
const unpacked: Record<string, string> = {};
/** What came of each package alone, by package name. */
const trials: Record<string, Record<CoreName, Trial>> = {};
/** What each package holds, as n8n loaded it. */
const loaded: Record<string, LoadedPackage> = {};

interface Trial {
	loaded: LoadedPackage;
	creates: Array<{ vendor: string; result: RunResult; madeAtVendor: string[] }>;
}

beforeAll(async () => {
	folder = mkdtempSync(path.join(tmpdir(), 'packages-'));
	sandbox = await startSandbox();
	for (const plan of plans) {
		const { name } = plan.manifest;
		const [built, into] = [path.join(folder, 'built', name), path.join(folder, 'unpacked', name)];
		await buildPackage(root, plan, umbrella.manifest, built);
		mkdirSync(into, { recursive: true });
		unpacked[name] = packAndUnpack(built, into);
		trials[name] = { newest: await tryOut(name, 'newest'), oldest: await tryOut(name, 'oldest') };
		loaded[name] = trials[name].newest.loaded;
	}
}, 400_000);

afterAll(async () => {
	await sandbox?.stop();
	rmSync(folder, { recursive: true, force: true });
});

/** Loads a package and runs each of its creates, in each way that the sandbox has a sample of. */
async function tryOut(name: string, core: CoreName): Promise<Trial> {
	const engine = await startEngine({ core, packageDir: unpacked[name], credentials: sandbox.credentials });
	try {
		const loaded = await engine.describe();
		const vendors = loaded.nodes.map((node) => node.name).filter((vendor) => sandbox.operations[vendor] && isInTables(vendor));
		const samples = vendors.flatMap((vendor) =>
			Object.values(sandbox.operations[vendor]!)
				.filter(({ effect }) => effect === 'creates')
				.flatMap((operation) => operation.samples.map((sample) => ({ ...sample, vendor }))),
		);
		const creates: Trial['creates'] = [];
		for (const { vendor, ...sample } of samples) {
			const before = sandbox.created(vendor).length;
			const result = await runNode(engine, { vendor, ...sample, settings: { type: `${name}.${vendor}` } });
			creates.push({ vendor, result, madeAtVendor: sandbox.created(vendor).slice(before).map(({ id }) => String(id)) });
		}
		return { loaded, creates };
	} finally {
		await engine.stop();
	}
}

const json = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;

const filesUnder = (place: string): string[] =>
	readdirSync(place, { withFileTypes: true })
		.flatMap((entry) => (entry.isDirectory() ? filesUnder(path.join(place, entry.name)) : [path.join(place, entry.name)]))
		.sort();

const contentsOf = (packageDir: string) => filesUnder(packageDir).map((file) => path.relative(packageDir, file));

const runScript = (script: string, ...args: string[]): unknown =>
	JSON.parse(
		execFileSync(process.execPath, [path.join(__dirname, 'support', script), ...args], {
			encoding: 'utf8',
			env: { ...process.env, NODE_ENV: 'production', NODE_PATH: path.join(root, 'node_modules') },
		}),
	);

describe('the packages in the repository', () => {
	test.each(singles.map(({ home }) => home))('%s is up to date (else: npm run docs)', (home) => {
		const plan = singles.find((one) => one.home === home)!;
		expect(json(path.join(root, home, 'package.json'))).toEqual(plan.manifest);
		expect(readLinks(path.join(root, home))).toEqual(sourceLinks(plan));
	});

	test('every node is in exactly one package, that of its vendor', () => {
		const inPackages = allSingles.flatMap(({ manifest }) => manifest.n8n.nodes);
		expect(inPackages.sort()).toEqual([...umbrella.manifest.n8n.nodes].sort());
	});

	test.each(singles.map(({ manifest }) => manifest.name))('the README of %s names each action and each credential', async (name) => {
		const readme = readFileSync(path.join(root, planOf(name).home, 'README.md'), 'utf8');
		const { nodes, credentials } = loaded[name]!;
		const actions = nodes.flatMap(({ properties }) =>
			properties
				.filter((property) => property.name === 'operation')
				.flatMap(({ options = [] }) => options.map((option) => String((option as { action?: string }).action))),
		);
		const triggers = nodes.filter(({ group }) => group.includes('trigger')).map(({ displayName }) => displayName);
		const names = [...actions, ...triggers, ...credentials.map(({ displayName }) => displayName)];
		expect(names.filter((name) => !readme.includes(name))).toEqual([]);
	});
});

describe('the published packages', () => {
	test.each(names)('%s has a manifest that n8n takes, and nothing to run at its installation', (name) => {
		const manifest = json(path.join(unpacked[name]!, 'package.json'));
		expect(manifest).toMatchObject({ name, version: umbrella.manifest.version, license: 'MIT', files: ['dist'] });
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
		expect(manifest.keywords).toContain('n8n-community-node-package');
		expect(manifest.n8n).toMatchObject({ n8nNodesApiVersion: 1, strict: true });
		expect(Object.keys(manifest)).not.toEqual(
			expect.arrayContaining([expect.stringMatching(/^(scripts|dependencies|devDependencies|overrides|private)$/)]),
		);
	});

	test.each(names)('%s holds what n8n loads or shows, and nothing else', (name) => {
		const packageDir = unpacked[name]!;
		const code = runScript('loadedFiles.js', packageDir) as string[];
		const { nodes, credentials } = loaded[name]!;
		const icons = [...nodes, ...credentials].flatMap(({ iconUrl }) => Object.values(iconUrl as object) as string[]);
		const codexes = planOf(name).manifest.n8n.nodes.map((file) => file.replace(/js$/, 'json'));
		const expected = new Set([
			...['LICENSE', 'README.md', 'package.json'],
			...code.filter((file) => file !== 'package.json'),
			...icons.map((icon) => icon.replace(`icons/${name}/`, '')),
			...codexes,
		]);

		const others = contentsOf(packageDir).filter((file) => !expected.has(file));
		expect(others.filter((file) => !/^dist\/nodes\/(shared\/\w+\.schema|\w+\/__schema__\/v[\w./]+)\.json$/.test(file))).toEqual([]);
		expect([...expected].filter((file) => !contentsOf(packageDir).includes(file))).toEqual([]);
		expect(others).toContain('dist/nodes/shared/conversation.schema.json');
	});

	test('a vendor is in its own package only', () => {
		const contents = Object.fromEntries(
			singles.map(({ manifest: { name } }) => [
				name,
				{ nodes: loaded[name]!.nodes.map((node) => node.name), credentials: loaded[name]!.credentials.map((one) => one.name) },
			]),
		);
		if (areAllInTables) expect(contents).toMatchObject({
			'n8n-nodes-pingback': { nodes: ['pingback', 'pingbackTrigger'], credentials: ['pingbackApi'] },
			'n8n-nodes-poppy-ai': { nodes: ['poppyAi'], credentials: ['poppyAiApi', 'poppyAiChatbotTokenApi'] },
			'n8n-nodes-quickbot': { nodes: ['quickbot'], credentials: ['quickbotApi'] },
			'n8n-nodes-userdesk': { nodes: ['userDesk'], credentials: ['userDeskApi'] },
		});
		for (const { manifest } of singles) {
			const foreign = allSingles.filter((other) => other.manifest !== manifest).flatMap((other) => ownFolders(other.manifest.name));
			const files = contentsOf(unpacked[manifest.name]!).map((file) => file.toLowerCase());
			expect(files.filter((file) => foreign.some((vendor) => file.includes(vendor)))).toEqual([]);
		}
	});

	test.each(singles.map(({ manifest }) => manifest.name))('the JSON files of %s speak of it, and of its own page', (name) => {
		const texts = contentsOf(unpacked[name]!)
			.filter((file) => file.startsWith('dist/') && file.endsWith('.json'))
			.map((file) => readFileSync(path.join(unpacked[name]!, file), 'utf8'));
		const links = texts.flatMap((text) => text.match(/https:\/\/github\.com\/[^"]+/g) ?? []);
		const nodes = texts.flatMap((text) => text.match(/"node":"[^"]+"/g) ?? []);

		expect(nodes).toEqual(loaded[name]!.nodes.map((node) => `"node":"${name}.${node.name}"`));
		expect(links.filter((link) => !link.includes(`/blob/main/docs/${name.replace('n8n-nodes-', '')}.md`))).toEqual([]);
		expect(texts.join('').replace(/https:[^"]+/g, '')).not.toContain(umbrella.manifest.name);
	});

	test('the scanner finds nothing, in the sources where it looks for them and in the tarballs', () => {
		const checkout = path.join(folder, 'checkout');
		checkOut(checkout, /^(package\.json$|(nodes|credentials|icons|packages)\/)/);

		const scans = scan(...names.flatMap((name) => [`checkout:${name}=${checkout}`, `packed=${unpacked[name]}`]));

		expect(scans.map(({ kind, passed, findings, message }) => ({ kind, passed, findings, message }))).toEqual(
			names.flatMap(() => [
				{ kind: 'source', passed: true, findings: [], message: undefined },
				{ kind: 'packed', passed: true, findings: [], message: undefined },
			]),
		);
		const fewest = (kind: string) => Math.min(...scans.filter((one) => one.kind === kind).map(({ files }) => files));
		expect(fewest('source')).toBeGreaterThan(20);
		expect(fewest('packed')).toBeGreaterThan(4);
	}, 180_000);
});

describe.each(names)('%s alone', (name) => {
	test.each(CORES)('runs all its creates on the %s core', (core) => {
		const { creates } = trials[name]![core];
		for (const { vendor, result, madeAtVendor } of creates) {
			const [conversation] = jsons(result);
			expect(problems('conversation', conversation)).toEqual([]);
			expect(madeAtVendor).toEqual([conversation!.conversationId]);
			expect(conversation!.vendor).toBe(vendor);
		}
		expect(creates.length).toBeGreaterThanOrEqual(2);
	});
});

describe('side by side', () => {
	test.each(singles.map(({ manifest }) => manifest.name))('%s has the credential code of the umbrella', (name) => {
		const read = (one: string, file: string) => readFileSync(path.join(unpacked[one]!, file), 'utf8');
		const credentialCode = contentsOf(unpacked[name]!).filter((file) => file.startsWith('dist/credentials/'));

		expect(credentialCode.length).toBeGreaterThan(0);
		expect(credentialCode.filter((file) => read(name, file) !== read(umbrella.manifest.name, file))).toEqual([]);
	});

	test.each(['n8n-core', 'n8n-core-1'])('all load in either order, and a credential type is the same from every package (%s)', (core) => {
		const [umbrellaFirst, umbrellaLast] = runScript('loadTogether.js', core, ...names.map((name) => unpacked[name]!)) as Together[];

		for (const { offers } of [umbrellaFirst!, umbrellaLast!]) {
			const nodes = offers.flatMap((offer) => offer.nodes);
			expect(nodes.sort()).toEqual(names.flatMap((name) => loaded[name]!.nodes.map((node) => `${name}.${node.name}`)).sort());

			const definitions: Record<string, Set<string>> = {};
			for (const [type, credential] of offers.flatMap(({ credentials }) => Object.entries(credentials))) {
				(definitions[type] ??= new Set()).add(withoutPackage(credential));
			}
			expect(Object.keys(definitions).sort()).toEqual(loaded[umbrella.manifest.name]!.credentials.map(({ name }) => name).sort());
			expect(Object.entries(definitions).filter(([, { size }]) => size > 1)).toEqual([]);
		}
		expect(new Set(Object.values(umbrellaLast!.owners))).toEqual(new Set([umbrella.manifest.name]));
		expect(new Set(Object.values(umbrellaFirst!.owners))).toEqual(new Set((areAllInTables ? singles : plans).map(({ manifest }) => manifest.name)));
	}, 60_000);
});

interface Together {
	offers: Array<{ packageName: string; nodes: string[]; credentials: Record<string, Offered> }>;
	/** The package that gives each credential type. */
	owners: Record<string, string>;
}

interface Offered {
	definition: object & { supportedNodes?: unknown };
	/** A request as `authenticate` makes it. */
	sent: unknown;
}

/** Two things name the package: an icon's address, and nodes that support it, which are the package's own. */
function withoutPackage({ definition: { supportedNodes: _supportedNodes, ...definition }, sent }: Offered): string {
	return JSON.stringify({ definition, sent }).replace(/icons\/n8n-nodes-[\w-]+\//g, '');
}

/** `n8n-nodes-poppy-ai` is `PoppyAi` in folder and file names. */
function ownFolders(name: string): string[] {
	return [name.replace('n8n-nodes-', '').replaceAll('-', '')];
}
