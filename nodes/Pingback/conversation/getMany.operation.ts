import { limit, readPages, returnAll, limitOf } from '../../shared/pagination';
import { downloadFiles } from '../../shared/form/options';
import { defineOperation } from '../../shared/operation';
import { assigneeId, status } from '../locators';
import type { Filters } from './list';
import { listRequest, PAGE_SIZE, readPage } from './list';
import { readConversation } from './read';

interface Values extends Filters {
	most: number;
}

/** GET /api/v1/conversations/: Pingback's API reference. The newest update comes first. */
export const getManyConversations = defineOperation<Values>({
	displayName: 'Get Many',
	action: 'Get many conversations',
	description: 'Get many conversations, the one updated last first',
	idempotent: true,
	timeout: 60,
	fields: [
		returnAll,
		limit,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: [assigneeId, status],
		},
	],
	options: [downloadFiles],
	values(form) {
		const filters = form.group('filters');
		return {
			most: limitOf(form),
			assigneeId: filters.id('assigneeId'),
			status: filters.choice('status'),
		};
	},
	request: (values) => listRequest(values, 1, sizeFor(values)),
	read: (body) => readPage(body).map((listed) => readConversation(listed)),
	async readPages(values, query) {
		const listed = await readPages(
			sizeFor(values),
			(soFar) => soFar.length >= values.most,
			async (page) => readPage(await query(listRequest(values, page, sizeFor(values)))),
		);
		const raw = listed.slice(0, values.most);
		return { items: raw.map((listed) => readConversation(listed)), raw };
	},
});

const sizeFor = ({ most }: Values): number => Math.min(PAGE_SIZE, most);
