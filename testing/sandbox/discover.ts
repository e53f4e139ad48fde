import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Vendor } from './types';

/** Every vendor that has a contract file: dropping one into `vendors/` is all it takes. */
export function discoverVendors(folder = path.join(__dirname, 'vendors')): Vendor[] {
	return readdirSync(folder)
		.filter((file) => /\.[jt]s$/.test(file) && !file.endsWith('.d.ts'))
		.sort()
		.map((file) => {
			// eslint-disable-next-line @typescript-eslint/no-require-imports
			const { vendor } = require(path.join(folder, file)) as { vendor?: Vendor };
			if (!vendor) throw new Error(`${path.join(folder, file)} exports no vendor`);
			return vendor;
		});
}
