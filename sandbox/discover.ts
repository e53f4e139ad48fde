import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Vendor } from './types';

const FOLDER = path.join(__dirname, 'vendors');

/** Every vendor that has a contract file: dropping one into `vendors/` is all it takes. */
export function discoverVendors(): Vendor[] {
	return readdirSync(FOLDER)
		.filter((file) => /\.[jt]s$/.test(file) && !file.endsWith('.d.ts'))
		.sort()
		.map((file) => {
			// eslint-disable-next-line @typescript-eslint/no-require-imports
			const { vendor } = require(path.join(FOLDER, file)) as { vendor?: Vendor };
			if (!vendor) throw new Error(`sandbox/vendors/${file} exports no vendor`);
			return vendor;
		});
}
