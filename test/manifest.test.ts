import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { isNodeOfN8n } from '../scripts/newVendor/taken';
import { allVendors, areAllInTables } from '../testing/vendors';

const root = path.resolve(__dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const json = (file: string) => JSON.parse(read(file)) as Record<string, unknown>;
const filesUnder = (folder: string): string[] =>
	readdirSync(path.join(root, folder), { withFileTypes: true })
		.flatMap((entry) => (entry.isDirectory() ? filesUnder(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]))
		.sort();

const sources = [...filesUnder('nodes'), ...filesUnder('credentials')];
const code = sources.filter((file) => file.endsWith('.ts'));
const nodeFiles = code.filter((file) => file.endsWith('.node.ts'));
const credentialFiles = code.filter((file) => file.endsWith('.credentials.ts'));
const compiled = (file: string) => `dist/${file.replace(/\.ts$/, '.js')}`;

describe('package.json', () => {
	const manifest = json('package.json');

	test('is that of a community package', () => {
		expect(manifest).toMatchObject({ name: 'n8n-nodes-conversations', license: 'MIT', keywords: expect.arrayContaining(['n8n-community-node-package']) });
		expect(manifest.files).toEqual(['dist']);
		expect(manifest.private).toBeUndefined();
	});

	test('has no dependency except n8n-workflow', () => {
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
		for (const key of ['dependencies', 'optionalDependencies', 'bundleDependencies', 'bundledDependencies', 'overrides', 'peerDependenciesMeta']) {
			expect([key, manifest[key]]).toEqual([key, undefined]);
		}
	});

	test('runs nothing when it is installed', () => {
		const scripts = Object.keys(manifest.scripts as object);

		expect(scripts.filter((name) => /^(pre|post)?(install|prepare|pack|publish|publishOnly|prepublishOnly|uninstall|dependencies)$/.test(name))).toEqual([]);
	});

	test('pins its development dependencies', () => {
		const versions = Object.values(manifest.devDependencies as Record<string, string>);

		expect(versions.filter((version) => !/^(npm:[@\w/-]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
	});

	test('lists every node and every credential', () => {
		const { nodes, credentials, ...rest } = manifest.n8n as { nodes: string[]; credentials: string[] };

		expect(rest).toEqual({ n8nNodesApiVersion: 1, strict: true });
		expect([...nodes].sort()).toEqual(nodeFiles.map(compiled).sort());
		expect([...credentials].sort()).toEqual(credentialFiles.map(compiled).sort());
		expect(nodes.length).toBeGreaterThanOrEqual(5);
		expect(credentials.length).toBeGreaterThanOrEqual(5);
	});
});

describe('each node and credential', () => {
	const ICON = /'file:([^']+\.svg)'/g;
	const iconsOf = (file: string) => [...read(file).matchAll(ICON)].map(([, icon]) => path.posix.join(path.posix.dirname(file), icon!));

	test.each([...nodeFiles, ...credentialFiles])('%s has a light and a dark icon', (file) => {
		const [light, dark, ...others] = iconsOf(file);

		expect(others).toEqual([]);
		expect(dark).toBe(light?.replace(/\.svg$/, '.dark.svg'));
		for (const icon of [light!, dark!]) expect(read(icon)).toMatch(/<svg[\s\S]*<\/svg>\s*$/);
		expect(read(light!)).not.toBe(read(dark!));
	});

	test('every icon is used, and each vendor has its own', () => {
		const used = new Set([...nodeFiles, ...credentialFiles].flatMap(iconsOf));
		const icons = filesUnder('icons');

		expect(icons).toEqual([...used].sort());
		expect(new Set(icons.map(read)).size).toBe(icons.length);
	});

	test.each(nodeFiles)('%s has search words', (file) => {
		const codex = json(file.replace(/\.ts$/, '.json'));
		const name = /\n\t\tname: '(\w+)'/.exec(read(file))?.[1];

		expect(codex).toMatchObject({ node: `n8n-nodes-conversations.${name}`, nodeVersion: '1.0', codexVersion: '1.0' });
		expect((codex.alias as string[]).length).toBeGreaterThan(2);
		expect((codex.categories as string[]).length).toBeGreaterThan(0);
	});

	test.each(nodeFiles)('%s has no name that n8n uses itself', (file) => {
		expect(isNodeOfN8n(path.basename(file, '.node.ts'))).toBe(false);
		expect(isNodeOfN8n('Slack')).toBe(true);
	});

	test.each([...nodeFiles, ...credentialFiles])('%s exports the class that its file is named for', (file) => {
		const name = path.basename(file).split('.')[0];

		expect(read(file)).toMatch(new RegExp(`^export class ${name} implements `, 'm'));
	});
});

describe('what is published', () => {
	const imports = (file: string) => {
		const { importedFiles } = ts.preProcessFile(read(file), true, true);
		return importedFiles.map(({ fileName }) => fileName);
	};

	test('imports only its own files, n8n-workflow and node:crypto', () => {
		const strange = code.flatMap((file) =>
			imports(file)
				.filter((name) => !name.startsWith('.') && !['n8n-workflow', 'node:crypto'].includes(name))
				.map((name) => `${file}: ${name}`),
		);

		expect(code.length).toBeGreaterThan(50);
		expect(code.flatMap(imports).length).toBeGreaterThan(100);
		expect(strange).toEqual([]);
	});

	test('no import leaves the folder that it stands in', () => {
		const leaving = code.flatMap((file) =>
			imports(file)
				.filter((name) => name.startsWith('.'))
				.map((name) => path.posix.join(path.posix.dirname(file), name))
				.filter((target) => target.split('/')[0] !== file.split('/')[0] || !existsSync(path.join(root, `${target}.ts`)))
				.map((target) => `${file}: ${target}`),
		);

		expect(leaving).toEqual([]);
	});

	test('no file imports itself by way of others, not even for a type', () => {
		const targets = new Map(
			code.map((file) => {
				const files = imports(file).map((name) => `${path.posix.join(path.posix.dirname(file), name)}.ts`);
				return [file, files.filter((name) => code.includes(name))];
			}),
		);
		const reachable = (file: string, seen = new Set<string>()): Set<string> => {
			for (const target of targets.get(file) ?? []) if (!seen.has(target)) reachable(target, seen.add(target));
			return seen;
		};

		expect(reachable('nodes/UserDesk/UserDesk.node.ts').size).toBeGreaterThan(20);
		expect(code.filter((file) => reachable(file).has(file))).toEqual([]);
	});

	test('files are small', () => {
		const lines = code.map((file) => read(file).split('\n').length - 1).sort((a, b) => a - b);

		expect(lines[Math.floor(lines.length / 2)]).toBeLessThanOrEqual(60);
		expect(lines.at(-1)).toBeLessThan(210);
	});

	test('no vendor imports from another one', () => {
		const crossing = code.flatMap((file) => {
			const [, vendor] = file.split('/');
			if (!file.startsWith('nodes/')) return [];
			return imports(file)
				.filter((name) => name.startsWith('.'))
				.map((name) => path.posix.join(path.posix.dirname(file), name).split('/')[1])
				.filter((other) => other !== vendor && (vendor === 'shared' || other !== 'shared'))
				.map((other) => `${file}: ${other}`);
		});

		expect(crossing).toEqual([]);
	});

	test('the shared part knows no vendor', () => {
		const vendors = readdirSync(path.join(root, 'nodes')).filter((folder) => folder !== 'shared');
		// "PoppyAi" is also "Poppy AI" and "poppy-ai".
		const names = new RegExp(vendors.map((folder) => folder.replace(/([a-z])([A-Z])/g, '$1[\\s._-]?$2')).join('|'), 'i');
		const shared = sources.filter((file) => file.includes('/shared/'));

		expect(vendors.map((folder) => folder.toLowerCase()).sort()).toEqual(allVendors().map(({ name }) => name.toLowerCase()).sort());
		expect('poppyAi.test Poppy AI UserDesk'.match(names)).not.toBeNull();
		expect(shared.filter((file) => names.test(`${file}\n${read(file)}`))).toEqual([]);
	});

	// Comments may name them, to say why a file goes another way.
	const withoutComments = (source: string) => source.replace(/^\s*(\/\/|\/?\*).*$/gm, '');

	test('uses neither timers nor anything of the machine it runs on', () => {
		const offenders = code.filter((file) => /\b(process\.|globalThis|__dirname|__filename|setTimeout|setInterval|require\()/.test(withoutComments(read(file))));

		expect(offenders).toEqual([]);
	});

	test('holds the built code, its JSON files, the icons, README and licence, and nothing else', () => {
		const [packed] = JSON.parse(
			execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
		) as [{ size: number; files: Array<{ path: string }> }];
		const expected = [
			'LICENSE',
			'README.md',
			'package.json',
			...[...nodeFiles, ...credentialFiles].map(compiled),
			'dist/nodes/start.js',
			'dist/nodes/work.js',
			...[...sources.filter((file) => file.endsWith('.json')), ...filesUnder('icons')].map((file) => `dist/${file}`),
		];

		expect(packed.files.map((file) => file.path).sort()).toEqual(expected.sort());
		if (areAllInTables) expect(packed.size).toBeLessThanOrEqual(60_000);
	});

	test('its source folders hold no file that would be left out or published by mistake', () => {
		expect(sources.filter((file) => !/\.(ts|json)$/.test(file))).toEqual([]);
		expect(sources.filter((file) => /\.(test|spec)\.|fixture/.test(file))).toEqual([]);
	});
});

describe('the repository', () => {
	// Put together here, so that this file does not name them.
	const hosts = [['npmjs', 'org'], ['npmjs', 'com'], ['yarnpkg', 'com'], ['npmmirror', 'com'], ['jsr', 'io']].map((parts) => parts.join('.'));
	const tracked = () => execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter((file) => file !== '' && existsSync(path.join(root, file)));

	test('names no package registry, and no address to download a package from', () => {
		const named = tracked().filter((file) => {
			if (!/\.(ts|js|mjs|json|md|ya?ml|hbs|sh|npmrc|html)$|\/run$|^\.\w+$/.test(file)) return false;
			const contents = read(file);
			return hosts.some((host) => contents.includes(host));
		});

		expect(tracked().length).toBeGreaterThan(100);
		expect(named).toEqual([]);
	});

	test.each(['package-lock.json', 'scripts/scanner/package-lock.json'])('%s carries no download addresses', (lock) => {
		const { packages } = json(lock) as { packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }> };
		const entries = Object.entries(packages).filter(([place]) => place !== '');

		expect(entries.length).toBeGreaterThan(50);
		expect(entries.filter(([, { resolved, link }]) => resolved !== undefined && !link).map(([place]) => place)).toEqual([]);
		expect(read(lock)).not.toMatch(/\.tgz/);
	});

	test('.npmrc runs no scripts and keeps addresses out of the lock', () => {
		for (const file of ['.npmrc', 'scripts/scanner/.npmrc']) expect(read(file)).toMatch(/^ignore-scripts=true$/m);
		expect(read('.npmrc')).toMatch(/^omit-lockfile-registry-resolved=true$/m);
	});

	test('ignores what is built', () => {
		const ignored = read('.gitignore').split('\n');

		expect(ignored).toEqual(expect.arrayContaining(['node_modules/', 'dist/', 'build/', '.env']));
		expect(tracked().filter((file) => /^(dist|build|node_modules)\//.test(file))).toEqual([]);
	});
});
