import type { IDataObject } from 'n8n-workflow';
import { id, part, text } from '../../shared/base/json';
import type { Query } from '../../shared/query/query';
import { readConversation } from '../conversation/read';
import { handoffsRequest, readHandoffs } from '../handoff/list';
import { MOST_HANDOFFS } from './bounds';
import { keyOf } from './memory';
import type { Happened, Poll } from './pollTypes';
import { MOST_READ } from './received';
import { readConversationOf, throwOutage } from './unreadable';

interface Handoff {
	key: string;
	conversationId: string;
	listed: IDataObject;
}

/**
 * The conversations that were flagged for a person since the last poll. The list does not say when, so a hand-off is new when the last
 * poll did not see it, and whatever the first poll sees is not.
 */
export async function handOver({ before, query, fits }: Poll): Promise<Pick<Happened, 'items' | 'handoffs'>> {
	const handoffs = await pending(query);
	const seen = new Set(before?.handoffs?.match(/.{10}/g));
	const fresh = before?.handoffs === undefined ? [] : handoffs.filter(({ key }) => !seen.has(key));
	const later = new Set(fresh.slice(MOST_READ));
	return {
		items: await readAll(query, fresh.slice(0, MOST_READ), fits),
		handoffs: handoffs.filter((handoff) => !later.has(handoff)).map(({ key }) => key).join(''),
	};
}

/** The first hand-off of the list that fits. */
export async function firstHandoff(query: Query, fits: Poll['fits']): Promise<IDataObject[]> {
	for (const handoff of (await pending(query)).slice(0, MOST_TRIED)) {
		const items = await readAll(query, [handoff], fits);
		if (items.length > 0) return items;
	}
	return [];
}

const MOST_TRIED = 10;

const pending = async (query: Query): Promise<Handoff[]> => {
	const all = readHandoffs(await query(handoffsRequest)).flatMap((listed) => {
		const conversationId = id(listed.id);
		return conversationId === null ? [] : [{ key: keyOf(conversationId), conversationId, listed }];
	});
	return all.slice(0, MOST_HANDOFFS);
};

/** Each conversation whole, because the list says neither who it is about nor what was said. One that cannot be read comes as it is listed. */
async function readAll(query: Query, handoffs: Handoff[], fits: Poll['fits']): Promise<IDataObject[]> {
	const results = await Promise.all(
		handoffs.map(async ({ conversationId }) => await readConversationOf(query, conversationId, (body) => ({ body, item: readConversation(body) }))),
	);
	throwOutage(results);
	return results.flatMap((result, index) => {
		const { listed } = handoffs[index]!;
		const { body, item } = 'value' in result ? result.value : { body: listed, item: readConversation(listed) };
		if (!fits({ apiConversation: body })) return [];
		return [{ ...item, details: { ...part(item.details), handoffReason: text(listed.handoff_reason) } }];
	});
}
