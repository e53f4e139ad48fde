import type { Installed } from '../../../testing/wholeN8n/install';
import { ensureN8n } from '../../../testing/wholeN8n/install';
import { isMajor, releases, type Release } from '../../../testing/wholeN8n/releases';

/** A whole n8n that all is tried on. */
export interface Generation {
	/** Names it in the titles of tests. */
	n8n: string;
	release: Release;
	/** n8n 1.x cannot do some things; what the package's README says of that is tried too. */
	isFloor: boolean;
	installed(): Promise<Installed>;
}

/** Both, or the one whose first digit is in E2E_N8N. */
export function generations(): Generation[] {
	const { E2E_N8N: only = '' } = process.env;
	if (only && !isMajor(only)) throw new Error(`E2E_N8N is one of ${Object.keys(releases).join(', ')}`);
	return (['2', '1'] as const)
		.filter((major) => !only || major === only)
		.map((major) => ({
			n8n: releases[major].n8n,
			release: releases[major],
			isFloor: major === '1',
			installed: async () => await ensureN8n(releases[major]),
		}));
}
