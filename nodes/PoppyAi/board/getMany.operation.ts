import { options } from '../../shared/form/fields';
import { limit, returnAll, wanted } from '../../shared/many';
import { operation } from '../../shared/operation';
import { id, record, requiredRecords, text } from '../../shared/output/answer';
import { path } from '../../shared/request';

/** GET /api/boards: https://docs.getpoppy.ai; free of credits. */
export const getManyBoards = operation({
	displayName: 'Get Many',
	action: 'Get many boards',
	description: 'Get many boards of the account',
	effect: 'repeatable',
	timeout: 60,
	fields: [returnAll, limit, options(60)],
	values: (form) => ({ most: wanted(form) }),
	request: () => ({ method: 'GET', path: path`/api/boards` }),
	read: (body, { most }) =>
		requiredRecords(record(body).data, 'data')
			.slice(0, most)
			.map((board) => ({ vendor: 'poppyAi', boardId: id(board.id), name: text(board.name) })),
});
