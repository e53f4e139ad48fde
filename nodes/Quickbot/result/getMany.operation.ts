import type { IDataObject } from 'n8n-workflow';
import { record, requiredRecords, text } from '../../shared/base/json';
import { defineOperation } from '../../shared/operation';
import { limit, limitOf, returnAll } from '../../shared/pagination';
import type { ApiRequest } from '../../shared/request';
import { path } from '../../shared/request';
import { botId } from '../locators';
import { managementAccount } from '../management';
import { timeFilter, timeZone } from './filters';
import { readResult } from './result';

interface Values {
	botId: string;
	most: number;
	timeFilter?: string;
	timeZone?: string;
}

/** The most that Quickbot's page allows at once. */
const PAGE_SIZE = 100;

/** GET /v1/analytics/{botId}/logs of the management host: Quickbot's API reference, "List results". The newest come first. */
export const getManyResults = defineOperation<Values>({
	displayName: 'Get Many',
	action: 'Get many results',
	description: 'Get many results of a bot, the newest first',
	idempotent: true,
	timeout: 60,
	fields: [
		botId,
		returnAll,
		limit,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: [timeFilter, timeZone],
		},
	],
	account: () => managementAccount,
	values(form) {
		const filters = form.group('filters');
		return {
			botId: form.requiredId('botId'),
			most: limitOf(form),
			timeFilter: filters.choice('timeFilter'),
			timeZone: filters.text('timeZone')?.trim(),
		};
	},
	request: (values) => pageRequest(values),
	read: (body, values) => resultsIn(body).map((result) => readResult(result, values.botId)),
	async readPages(values, query) {
		const raw: IDataObject[] = [];
		const cursors = new Set<string>();
		for (let cursor: string | undefined; ; ) {
			const body = await query(pageRequest(values, cursor));
			raw.push(...resultsIn(body));
			const next = text(record(body).nextCursor);
			// Stops at a page that was read before, because a vendor may name the same page for ever.
			if (next === null || cursors.has(next) || raw.length >= values.most) break;
			cursors.add((cursor = next));
		}
		const results = raw.slice(0, values.most);
		return { items: results.map((result) => readResult(result, values.botId)), raw: results };
	},
});

const pageRequest = (values: Values, cursor?: string): ApiRequest => ({
	method: 'GET',
	path: path`/v1/analytics/${values.botId}/logs`,
	query: { limit: Math.min(PAGE_SIZE, values.most), cursor, timeFilter: values.timeFilter, timeZone: values.timeZone },
});

const resultsIn = (body: unknown): IDataObject[] => requiredRecords(record(body).results, 'results');
