import { existsSync, lstatSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type { PackagePlan } from './plan';

/** Where each link in a package's home points, by its path there: the sources of what the package ships. */
export function sourceLinks({ modules }: PackagePlan): Record<string, string> {
	const sources = new Set(['icons', ...modules.map(linkFor)]);
	return Object.fromEntries([...sources].sort().map((source) => [source, targetOf(source)]));
}

/** `nodes/Pingback/vendor.js` is in the linked folder `nodes/Pingback`; a file beside such folders has a link of its own. */
function linkFor(module: string): string {
	const [area = '', first = '', ...deeper] = module.split('/');
	return path.posix.join(area, deeper.length > 0 ? first : first.replace(/\.js$/, '.ts'));
}

/** The path from the link to the repository's root: up its folders, its home and `packages/`. */
const targetOf = (source: string): string => path.posix.join('../'.repeat(source.split('/').length + 1), source);

const AREAS = ['nodes', 'credentials'];

/** The links that exist. */
export function readLinks(home: string): Record<string, string> {
	const inside = AREAS.filter((area) => existsSync(path.join(home, area))).flatMap((area) =>
		readdirSync(path.join(home, area)).map((name) => `${area}/${name}`),
	);
	const links = ['icons', ...inside].filter((file) => lstatSync(path.join(home, file), { throwIfNoEntry: false })?.isSymbolicLink());
	return Object.fromEntries(links.sort().map((file) => [file, readlinkSync(path.join(home, file))]));
}

export function layLinks(home: string, links: Record<string, string>): void {
	for (const area of AREAS) rmSync(path.join(home, area), { recursive: true, force: true });
	rmSync(path.join(home, 'icons'), { force: true });
	for (const [file, target] of Object.entries(links)) {
		mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
		symlinkSync(target, path.join(home, file));
	}
}
