import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../testing/engine/core';
import type { Results } from './report';

/** What a run has measured so far, for a run that goes on after this one was ended. A build deletes it, because other code is other figures. */
export interface Unfinished {
	results: Results;
	/** Keys of tasks. */
	done: string[];
}

const fileOf = (name: string) => path.join(repositoryRoot, 'build', 'bench', `unfinished-${name}.json`);

export function readUnfinished(name: string): Unfinished | undefined {
	const file = fileOf(name);
	return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Unfinished) : undefined;
}

export function writeUnfinished(name: string, unfinished: Unfinished): void {
	mkdirSync(path.dirname(fileOf(name)), { recursive: true });
	writeFileSync(fileOf(name), JSON.stringify(unfinished));
}

export const forgetUnfinished = (name: string): void => rmSync(fileOf(name), { force: true });
