import { resourceLocator } from '../shared/form/resourceLocator';

const EACH_WORKSPACE = 'Each workspace is asked for its bots';

/** By ID is the default, because a published bot needs no token and the list does. */
export const publicId = resourceLocator({
	displayName: 'Public ID',
	name: 'publicId',
	description: 'The published bot, by its public ID, not the ID in the editor. The list needs an API token.',
	searchListMethod: 'searchPublishedBots',
	slow: EACH_WORKSPACE,
	mode: 'id',
	exampleId: 'my-bot-a1b2c3d',
});

export const botId = resourceLocator({
	displayName: 'Bot',
	name: 'botId',
	description: 'The bot, by its ID in the editor, which is not its public ID',
	searchListMethod: 'searchBots',
	slow: EACH_WORKSPACE,
	exampleId: 'cm0a1b2c3d4e5f',
});

export const workspaceId = resourceLocator({
	displayName: 'Workspace',
	name: 'workspaceId',
	description: 'The workspace whose bots are wanted',
	searchListMethod: 'searchWorkspaces',
	exampleId: 'cm0a1b2c3d4e5f',
});
