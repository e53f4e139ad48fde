import { record } from '../../shared/base/json';
import { defineOperation } from '../../shared/operation';
import { path } from '../../shared/request';
import { botId } from '../locators';
import { managementAccount } from '../management';
import { readResult } from './result';

/** GET /v1/analytics/{botId}/logs/{resultId} of the management host: Quickbot's API reference, "Get result by id". */
export const getResult = defineOperation({
	displayName: 'Get',
	action: 'Get result',
	description: 'Get what a chat brought: its answers and variables',
	idempotent: true,
	timeout: 60,
	fields: [
		botId,
		{
			displayName: 'Result ID',
			name: 'resultId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. clx1y2z3a0001',
			description: 'The details.resultId that Create returned',
		},
	],
	account: () => managementAccount,
	values: (form) => ({ botId: form.requiredId('botId'), resultId: form.requiredId('resultId') }),
	request: (values) => ({ method: 'GET', path: path`/v1/analytics/${values.botId}/logs/${values.resultId}` }),
	read: (body, values) => readResult(record(body).result, values.botId),
});
