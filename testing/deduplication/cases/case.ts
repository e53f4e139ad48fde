import { PROBE, type Outcome, type Place, type ProbeWorkflow, type Step } from '../place';

/** A behaviour of n8n that nodes build on: what `run` answers is `expected`, in whole n8n and in our engine. */
export interface Case {
	name: string;
	run(place: Place): Promise<unknown>;
	expected: unknown;
}

export const node = { name: PROBE, id: 'probe-1' };

export const check = (values: Array<string | number>, more: object = {}): Step => ({ do: 'check', values, ...more });
export const remove = (...values: string[]): Step => ({ do: 'remove', values });
export const count: Step = { do: 'count' };
export const atOnce = (...steps: Step[]): Step => ({ do: 'atOnce', steps });
export const recorded = (fresh: unknown[], processed: unknown[] = []) => ({ new: fresh, processed });

/** Takes the steps in one execution. */
export async function take(workflow: ProbeWorkflow, ...steps: Step[]): Promise<unknown[]> {
	return read((await workflow.run({ [PROBE]: steps }))[PROBE]);
}

export const read = (outcomes: Outcome[] = []): unknown[] =>
	outcomes.map((outcome) => ('error' in outcome ? outcome.error : Array.isArray(outcome.value) ? read(outcome.value as Outcome[]) : outcome.value));

/** Steps of one node in one execution, and what comes of each. */
export const simple = (name: string, steps: Step[], expected: unknown[]): Case => ({
	name,
	run: async (place) => await take(await place.save([node]), ...steps),
	expected,
});

export const failure = (message: string) => ({ name: 'Error', message: `Deduplication Failed: ${message}` });
