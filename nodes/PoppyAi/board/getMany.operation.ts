import { limit, returnAll, limitOf } from '../../shared/pagination';
import { defineOperation } from '../../shared/operation';
import { id, record, requiredRecords, text } from '../../shared/base/json';
import { path } from '../../shared/request';

/** GET /api/boards: https://docs.getpoppy.ai; free of credits. */
export const getManyBoards = defineOperation({
	displayName: 'Get Many',
	action: 'Get many boards',
	description: 'Get many boards of the account',
	idempotent: true,
	timeout: 60,
	fields: [returnAll, limit],
	values: (form) => ({ most: limitOf(form) }),
	request: () => ({ method: 'GET', path: path`/api/boards` }),
	read: (body, { most }) =>
		requiredRecords(record(body).data, 'data')
			.slice(0, most)
			.map((board) => ({ boardId: id(board.id), name: text(board.name) })),
});
