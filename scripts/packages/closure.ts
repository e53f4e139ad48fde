import { readFileSync } from 'node:fs';
import path from 'node:path';
import { preProcessFile } from 'typescript';

/** The compiled files that load when n8n loads the given ones, themselves included; sorted paths relative to `root`. */
export function importClosure(root: string, entries: string[]): string[] {
	const found = new Set<string>();
	const visit = (file: string): void => {
		if (found.has(file)) return;
		found.add(file);
		for (const name of relativeImportsOf(path.join(root, file))) {
			visit(`${path.posix.join(path.posix.dirname(file), name)}.js`);
		}
	};
	entries.forEach(visit);
	return [...found].sort();
}

function relativeImportsOf(file: string): string[] {
	const { importedFiles } = preProcessFile(readFileSync(file, 'utf8'), true, true);
	return importedFiles.map(({ fileName }) => fileName).filter((name) => name.startsWith('.'));
}
