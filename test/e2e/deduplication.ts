import assert from 'node:assert/strict';
import { cases } from '../../testing/deduplication/cases';
import { openWholePlace } from '../../testing/deduplication/wholeN8n';
import type { Part } from './part';

/** What nodes remember with n8n's helpers, in whole n8n: the same that test/deduplication.test.ts asks of our engine. */
export const deduplicationPart: Part = async ({ installed, report }) => {
	const place = await openWholePlace(installed);
	try {
		for (const { name, run, expected } of cases) {
			await report.check(name, async () => assert.deepStrictEqual(await run(place), expected));
		}
	} finally {
		await place.stop();
	}
};
