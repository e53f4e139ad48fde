/** One call of what n8n gives to nodes, made by the probe node. */
export type Step =
	| ({ do: 'check' | 'remove'; values: Array<string | number> } & Options)
	| ({ do: 'checkItems'; key: string; items: object[] } & Options)
	| ({ do: 'count' | 'clear' } & Options)
	| { do: 'atOnce'; steps: Step[] }
	| { do: 'wait'; ms: number }
	/** Answers what is there, then sets. */
	| { do: 'staticData'; type?: 'node' | 'global'; set?: object }
	/** Ends the execution with an error. */
	| { do: 'fail'; message: string };

interface Options {
	scope?: 'node' | 'workflow';
	mode?: 'entries' | 'latestIncrementalKey' | 'latestDate';
	maxEntries?: number;
}

/** What came of a step; of `atOnce` a list of outcomes. */
export type Outcome = { value: unknown } | { error: { name: string; message: string } };

export interface ProbeNode {
	name: string;
	id: string;
}

export const PROBE = 'Probe';

export const PROBE_TYPE = 'n8n-nodes-key-probe.keyProbe';

export type Mode = 'webhook' | 'manual';

/** A saved workflow of probe nodes, one after the other. */
export interface ProbeWorkflow {
	/** Runs it and answers the outcomes by the name of the node; nothing where the execution failed. */
	run(steps: Record<string, Step[]>, mode?: Mode): Promise<Record<string, Outcome[]>>;
	/** Retries the last execution, which failed, with the workflow as it is saved. */
	retry(): Promise<Record<string, Outcome[]>>;
	/** Saves it with other nodes, as after a change in the editor. */
	change(nodes: ProbeNode[]): Promise<void>;
	delete(): Promise<void>;
}

/** An n8n, or what stands in its place, that has the probe node. */
export interface Place {
	save(nodes: ProbeNode[]): Promise<ProbeWorkflow>;
}

export const probeNodes = (nodes: ProbeNode[]) =>
	nodes.map(({ name, id }) => ({ name, id, type: PROBE_TYPE, typeVersion: 1, parameters: { steps: "={{ $('Webhook').first().json.body.steps }}" } }));
