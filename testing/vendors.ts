import { discoverVendors, type Vendor } from './sandbox';

// The vendors that the tables of tests are about: all, or those that the environment names, where the others have been tested already.
// A test that looks at every vendor takes them from here, so `jest --findRelatedTests testing/vendors.ts` runs each that a new one can fail.

const only = process.env.VENDORS?.split(',');

export { discoverVendors as allVendors };

export const areAllInTables = only === undefined;

export const isInTables = (vendor: string): boolean => only?.includes(vendor) ?? true;

export const vendorsInTables = (): Vendor[] => discoverVendors().filter(({ name }) => isInTables(name));

/** Of something by vendor, the entries of those. */
export const inTables = <T>(byVendor: Record<string, T>): Array<[vendor: string, T]> =>
	Object.entries(byVendor).filter(([vendor]) => isInTables(vendor));
