import { id, number, text } from '../../shared/base/json';
import { defineOperation } from '../../shared/operation';
import { limit, limitOf, returnAll } from '../../shared/pagination';
import { workspaceId } from '../locators';
import { botsOf, managementAccount, readBots } from '../management';

/** GET /v1/bots of the management host (unverified: the page could not be read). The answer has no pages. */
export const getManyBots = defineOperation({
	displayName: 'Get Many',
	action: 'Get many bots',
	description: 'Get many bots of a workspace, with the public ID of those that are published',
	idempotent: true,
	timeout: 60,
	fields: [workspaceId, returnAll, limit],
	account: () => managementAccount,
	values: (form) => ({ workspaceId: form.requiredId('workspaceId'), most: limitOf(form) }),
	request: (values) => botsOf(values.workspaceId),
	read: (body, values) =>
		readBots(body)
			.slice(0, values.most)
			.map((bot) => ({
				botId: id(bot.id),
				publicId: id(bot.publicId),
				name: text(bot.name),
				workspaceId: values.workspaceId,
				customDomain: text(bot.customDomain),
				publishedBotId: id(bot.publishedBotId),
				totalViews: number(bot.totalViews),
				totalStarts: number(bot.totalStarts),
				totalCompleted: number(bot.totalCompleted),
			})),
});
