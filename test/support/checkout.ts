import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '..', '..');

/** Lays into a new folder what a commit of the working tree would hold, links as links. */
export function checkOut(into: string, only: RegExp = /./): void {
	const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
	const listed = execFileSync('git', list, { cwd: root, encoding: 'utf8' }).split('\0');
	const files = listed.filter((file) => only.test(file) && lstatSync(path.join(root, file), { throwIfNoEntry: false }));
	const tar = execFileSync('tar', ['-c', '--null', '-T', '-'], {
		cwd: root,
		input: files.join('\0'),
		maxBuffer: 256 * 1024 * 1024,
	});
	mkdirSync(into, { recursive: true });
	execFileSync('tar', ['-x', '-C', into], { input: tar });
}
