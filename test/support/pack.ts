import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** Makes the tarball of a package and unpacks it into a folder; returns the unpacked package's. */
export function packAndUnpack(packageDir: string, into: string): string {
	const [packed] = JSON.parse(
		execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', into], {
			cwd: packageDir,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
			shell: process.platform === 'win32',
		}),
	) as [{ filename: string }];
	execFileSync('tar', ['-xzf', path.join(into, packed.filename), '-C', into]);
	return path.join(into, 'package');
}
