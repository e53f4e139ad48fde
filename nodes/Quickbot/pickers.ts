import type { IDataObject, ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import { id, text } from '../shared/base/json';
import { searchList } from '../shared/query/listSearch';
import { botsOf, managementAccount, readBots, readWorkspaces, workspacesRequest } from './management';
import { quickbot } from './vendor';

/** GET /v1/workspaces: Quickbot's API reference, "List workspaces". */
export async function searchWorkspaces(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const read = (body: unknown) => readWorkspaces(body).flatMap((workspace) => entryOf(id(workspace.id), text(workspace.name)));
	return await searchList(
		this,
		quickbot,
		{ action: 'Load workspaces', none: 'This account has no workspace yet', account: managementAccount, request: workspacesRequest, read },
		filter,
	);
}

/** All bots, with the ID that Quickbot's editor uses. */
export async function searchBots(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await searchAllBots(this, filter, 'This account has no bot yet', ({ id: botId }) => id(botId));
}

/** The published bots, with their public ID. */
export async function searchPublishedBots(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await searchAllBots(this, filter, 'This account has no published bot yet', ({ publicId }) => id(publicId));
}

/** How many workspaces are searched at most, because each takes a request. */
const MOST_WORKSPACES = 20;

async function searchAllBots(
	n8n: ILoadOptionsFunctions,
	filter = '',
	none: string,
	idOf: (bot: IDataObject) => string | null,
): Promise<INodeListSearchResult> {
	// Loaded when a list is first opened, not when n8n starts.
	const { withQuery } = await import('../shared/query/query');
	const { matching, notEmpty, withoutSecrets } = await import('../shared/query/list');
	const settings = { action: 'Load bots', account: managementAccount, concurrency: 5 };
	const results = await withQuery(n8n, quickbot, settings, async (query, connection) => {
		const workspaces = readWorkspaces(await query(workspacesRequest)).slice(0, MOST_WORKSPACES);
		const bots = await Promise.all(
			workspaces.flatMap((workspace) => id(workspace.id) ?? []).map(async (workspaceId) => readBots(await query(botsOf(workspaceId)))),
		);
		return withoutSecrets(bots.flat().flatMap((bot) => entryOf(idOf(bot), text(bot.name))), connection);
	});
	return { results: matching(notEmpty(n8n, results, none), filter) };
}

const entryOf = (value: string | null, name: string | null): INodeListSearchItems[] =>
	value === null ? [] : [{ name: name ?? value, value }];
