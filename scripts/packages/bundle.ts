import path from 'node:path';
import { rollup, type OutputOptions, type OutputPlugin, type Plugin } from 'rollup';
import { minify } from 'terser';
import { moduleOf, MODULES } from './closure';
import type { Manifest } from './manifest';

/**
 * Writes the code that a manifest names into `<target>/dist`: each node and credential to a file of its own, and what the
 * nodes share to two, `start.js` with all that n8n reads when it starts, and `work.js` with what only a run needs.
 * n8n loads whatever it can reach when it starts, so few files make a quick start.
 */
export async function bundle(
	root: string,
	{ nodes, credentials }: Pick<Manifest['n8n'], 'nodes' | 'credentials'>,
	target: string,
): Promise<void> {
	await write(root, nodes, target, { manualChunks: byTime(), chunkFileNames: 'nodes/[name].js', minifyInternalExports: true, plugins: [shortened] });
	// Each with all that it uses, so that the code of a credential is the same in every package that has it.
	for (const credential of credentials) await write(root, [credential], target, { plugins: [shortened] });
}

async function write(root: string, files: string[], target: string, output: OutputOptions): Promise<void> {
	const modules = files.map(moduleOf);
	const bundled = await rollup({
		input: Object.fromEntries(modules.map((module) => [module.replace(/\.js$/, ''), path.join(root, MODULES, module)])),
		external: (id) => !id.startsWith('.') && !path.isAbsolute(id),
		plugins: [withExtension],
	});
	await bundled.write({ ...output, dir: path.join(target, 'dist'), format: 'cjs', exports: 'named', generatedCode: { preset: 'es2015', symbols: false }, entryFileNames: '[name].js' });
	await bundled.close();
}

/** The sources leave it out, as TypeScript does. */
const withExtension: Plugin = {
	name: 'with-extension',
	resolveId: (id, importer) => (importer && id.startsWith('.') ? path.resolve(path.dirname(importer), `${id}.js`) : null),
};

/** The functions on the way of an item, whose names stay for stack traces. */
const STEPS = /^(connect|execute|look|perform|poll|process|run|send|with)/;

/** Shorter names and expressions: n8n should have to load at most 60 kB. The steps of an item keep their names. */
const shortened: OutputPlugin = {
	name: 'shortened',
	async renderChunk(code) {
		const { code: shorter } = await minify(code, {
			ecma: 2020,
			toplevel: true,
			compress: { inline: false, keep_fnames: STEPS, passes: 3 },
			mangle: { keep_fnames: STEPS },
			format: { semicolons: false },
		});
		return { code: shorter ?? code, map: null };
	},
};

function byTime(): OutputOptions['manualChunks'] {
	let atStart: Set<string> | undefined;
	return (id, { getModuleIds, getModuleInfo }) => {
		const entries = [...getModuleIds()].filter((one) => getModuleInfo(one)?.isEntry);
		if (entries.includes(id)) return undefined;
		atStart ??= reachable(entries, (one) => getModuleInfo(one)?.importedIds ?? []);
		return atStart.has(id) ? 'start' : 'work';
	};
}

function reachable(from: string[], next: (id: string) => readonly string[]): Set<string> {
	const found = new Set<string>();
	const visit = (id: string): void => {
		if (found.has(id)) return;
		found.add(id);
		next(id).forEach(visit);
	};
	from.forEach(visit);
	return found;
}
