import type { Growth } from '../growth';
import { atMost, type Claim } from './claim';

/** Requests grow with what is new, not with what is there. */
export function growthClaims({ polls, reuse }: Growth = { polls: [], reuse: [] }): Claim[] {
	const poll = (open: number, newMessages: number) =>
		polls.filter((one) => one.open === open && one.newMessages === newMessages).map(({ requests }) => requests);
	const run = (leads: number) => reuse.filter((one) => one.leads === leads).map(({ requests }) => requests);
	const over = (many: number[], few: number[]) => many.map((requests, index) => requests / few[index]!);
	return [
		atMost(1, 'A poll with one new message, 10,000 open conversations: requests over those with 10', over(poll(10_000, 1), poll(10, 1))),
		atMost(3, 'A poll with one new message, 10,000 open conversations: requests', poll(10_000, 1), ''),
		atMost(10, 'A poll with 5 new messages, 10,000 open conversations: requests', poll(10_000, 5), ''),
		atMost(1, 'Reuse at 5,000 open conversations: requests for 200 leads over those for one', over(run(200), run(1))),
	];
}
