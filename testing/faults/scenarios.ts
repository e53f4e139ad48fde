import type { NodeJson } from '../engine';
import type { FaultCase } from './cases';
import { faultRuns, PATIENT } from './cases';

/** Some items, of which one is struck. */
export interface Scenario extends Pick<FaultCase, 'name' | 'strike' | 'applies'> {
	items: number;
	/** Index of the item that the fault strikes. */
	struck: number;
	settings: Partial<NodeJson>;
	/** Seconds. */
	timeout: number;
	origin?: string;
}

const retryOnFail = { retryOnFail: true, maxTries: 3 };
const once = () => ({ answer: { status: 500, body: 'Something broke' } });

/** The scenarios that users meet first. */
export const headlines: Scenario[] = [
	{ name: '8 items, one fails once', items: 8, struck: 3, strike: once, settings: retryOnFail, timeout: PATIENT },
	{
		name: '5 items, the first fails once, On Error: Continue',
		items: 5,
		struck: 0,
		strike: once,
		settings: { ...retryOnFail, onError: 'continueRegularOutput' },
		timeout: PATIENT,
	},
];

/** HTTP Request is at work for 20 seconds on an error of 20 MB: once is enough to know that. */
const isTooMuch = (name: string) => name.includes('nothing') || name === '500 with 20 MB of HTML';

/** The cases that the conformance suite holds our nodes to, one of five items struck by each. */
export const scenarios: Scenario[] = [
	...headlines,
	...faultRuns.flatMap(({ cases, timeout, origin }) =>
		cases
			.filter(({ name }) => !isTooMuch(name))
			.map(({ name, strike, applies }) => ({ name, strike, applies, origin, timeout, items: 5, struck: 2, settings: retryOnFail })),
	),
];
