import type { Growth } from '../growth';
import { number, table } from './table';

/** Requests of triggers, and of runs that find conversations. */
export const growthTables = ({ polls, reuse }: Growth): string => [pollTable(polls), reuseTable(reuse)].join('\n\n');

function pollTable(polls: Growth['polls']): string {
	const news = [...new Set(polls.map(({ newMessages }) => newMessages))];
	return table(
		['A poll of Pingback Trigger with', ...news.map((count) => `${count} new ${count === 1 ? 'message' : 'messages'}`)],
		[...new Set(polls.map(({ open }) => open))].map((open) => [
			`${number(open, 0)} open conversations`,
			...news.map((count) => {
				const { requests } = polls.find((one) => one.open === open && one.newMessages === count)!;
				return `${requests} requests`;
			}),
		]),
	);
}

const reuseTable = (reuse: Growth['reuse']): string =>
	table(
		['A run of Create with If Exists: Reuse', 'requests'],
		reuse.map(({ open, leads, requests }) => [`${leads} ${leads === 1 ? 'customer' : 'customers'}, ${number(open, 0)} open conversations`, number(requests, 0)]),
	);
