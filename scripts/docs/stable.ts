import { createHash } from 'node:crypto';

/** Every time of the run is shown as this one. */
export const SHOWN_TIME = '2026-01-15T09:30:00.000Z';

const RECENT_MS = 3_600_000;
const ISO_TIME = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g;
const RANDOM_ID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;

/**
 * What came out of a run, with what is different in every run replaced: a time of the last hour by SHOWN_TIME, and the n-th id
 * that the stand-in of a vendor made up by the n-th of a fixed row. Nothing else is touched.
 * @param known texts that were there before the run: an id in them stays as it is
 */
export function stable(output: string, textsBefore: string): string {
	const now = Date.now();
	const replacements = new Map<string, string>();
	return output
		.replace(ISO_TIME, (time) => (Math.abs(Date.parse(time) - now) < RECENT_MS ? SHOWN_TIME : time))
		.replace(RANDOM_ID, (id) => {
			if (textsBefore.includes(id)) return id;
			const other = replacements.get(id) ?? fixedId(replacements.size + 1);
			replacements.set(id, other);
			return other;
		});
}

const fixedId = (n: number): string => {
	const hex = createHash('sha256').update(`documentation ${n}`).digest('hex');
	return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `9${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
};
