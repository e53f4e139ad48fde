import { readFileSync } from 'node:fs';
import path from 'node:path';
import { preProcessFile } from 'typescript';

/** Where the compiler puts the modules of the package, relative to the repository. */
export const MODULES = 'build/package';

/** What a published file is made from: `dist/nodes/Pingback/Pingback.node.js` from `nodes/Pingback/Pingback.node.js`. */
export const moduleOf = (file: string): string => file.replace(/^dist\//, '');

/** The modules that the given files are made of, themselves included; sorted paths relative to `MODULES`. */
export function importClosure(root: string, files: string[]): string[] {
	const found = new Set<string>();
	const visit = (module: string): void => {
		if (found.has(module)) return;
		found.add(module);
		for (const name of relativeImportsOf(path.join(root, MODULES, module))) {
			visit(`${path.posix.join(path.posix.dirname(module), name)}.js`);
		}
	};
	files.map(moduleOf).forEach(visit);
	return [...found].sort();
}

function relativeImportsOf(file: string): string[] {
	const { importedFiles } = preProcessFile(readFileSync(file, 'utf8'), true, true);
	return importedFiles.map(({ fileName }) => fileName).filter((name) => name.startsWith('.'));
}
