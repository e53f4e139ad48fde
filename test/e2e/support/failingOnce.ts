import type { Stage } from '../../../testing/wholeN8n/stage';
import { itemsOf, namedWorkflow, vendorStep, webhook } from '../../../testing/wholeN8n/workflows';

export const ITEMS = 20;
export const ONCE_EACH = new Array<number>(ITEMS).fill(1);

const textOf = (item: number): string => `item-${item}.`;

/** A workflow that creates `ITEMS` conversations, of which one is refused once, by an answer that the node itself does not retry. */
export function failingOnce(
	{ sandbox, credentials }: Stage,
	path: string,
	vendor: string,
	{ retryOnFail }: { retryOnFail: boolean },
) {
	const operation = 'conversation.create';
	sandbox.addFault({ vendor, operation, match: textOf(12), times: 1, answer: { status: 422, body: { message: 'Not now' } } });
	const sample = sandbox.operations[vendor]![operation]!.samples.find(({ freeText }) => freeText)!;
	return {
		workflow: namedWorkflow(path, [
			webhook(path),
			itemsOf('body.items'),
			vendorStep(vendor, sample, credentials, {
				text: '={{ $json.text }}',
				options: { concurrency: 4 },
				settings: retryOnFail ? { retryOnFail, maxTries: 3, waitBetweenTries: 200 } : {},
			}),
		]),
		body: { items: ONCE_EACH.map((_, item) => ({ text: textOf(item) })) },
	};
}

/** How often each item's conversation exists at the vendor. */
export function timesCreated(sandbox: Stage['sandbox'], vendor: string): number[] {
	const bodies = sandbox.created(vendor).map(({ body }) => JSON.stringify(body));
	return ONCE_EACH.map((_, item) => bodies.filter((body) => body.includes(textOf(item))).length);
}
