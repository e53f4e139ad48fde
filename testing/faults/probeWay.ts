import type { Engine } from '../engine';
import { askSample, type Sandbox } from '../sandbox';
import type { WayFacts } from './cases';
import { outputsOf } from '../workflows';
import { Trial } from './trial';
import { ParameterReader } from '../../nodes/shared/form/parameterReader';
import { findOperation } from '../../nodes/shared/run/findOperation';
import type { Way } from './ways';
import { parametersOf, vendorOf } from './ways';

/** What is found out once for all trials of a way. */
export interface ProbedWay extends WayFacts {
	/** The vendor's operations that are called first, to get a token. */
	preludes: string[];
	/** Whether it asks for an answer in pieces, which the node can hang up on. */
	streams: boolean;
	/** Whether the output contains what was sent. */
	echoes: boolean;
	/** Whether the node looks at the vendor for an item that may exist. */
	looksUp: boolean;
}

/** Finds out what the fault cases need, by one good run. Nothing else may use the same vendor meanwhile. */
export async function probeWay(sandbox: Sandbox, engine: Engine, way: Way): Promise<ProbedWay> {
	sandbox.reset();
	const trial = new Trial(sandbox, engine, way, { count: 1 });
	const result = await trial.run();
	const { status, error } = result;
	if (status !== 'success') throw new Error(`${way.title} does not even work once: ${error?.message} ${error?.description}`);
	const echoes = JSON.stringify(outputsOf(result)).includes(trial.marks[0]!);
	// A GET before the operation reads a list; it is not a login.
	const asked = sandbox.requests().filter(({ method }) => method !== 'GET').map(({ operation = '' }) => operation);
	const preludes = [...new Set(asked)].filter((operation) => operation !== way.operation);
	const streams = trial.requests().flat().some(({ headers }) => String(headers.accept).includes('event-stream'));
	const answer = await answerOf(sandbox, way);
	sandbox.reset();
	return { way, answer, preludes, streams, echoes, looksUp: await looksUp(way, sandbox), renews: preludes.length > 0, elsewhere: `${sandbox.url}/__sandbox/elsewhere` };
}

/** What the vendor itself answers to one of the operation's samples. */
async function answerOf({ url, operations }: Sandbox, { vendor, operation }: Way): Promise<WayFacts['answer']> {
	for (const { request } of operations[vendor]?.[operation]?.samples ?? []) {
		const answer = await askSample(url, request);
		if (answer.ok) return (await answer.json()) as WayFacts['answer'];
	}
	throw new Error(`The sandbox's ${vendor} answers no sample of ${operation}`);
}

async function looksUp(way: Way, sandbox: Sandbox): Promise<boolean> {
	const [resource, operation] = way.operation.split('.');
	const vendor = vendorOf(way.vendor)!;
	const found = findOperation(vendor, { resource, operation });
	const parameters = parametersOf(way, sandbox, 'any text');
	const reader = new ParameterReader((name) => parameters[name], [...(vendor.fields ?? []), ...found.fields]);
	return (await found.prepare(reader)).lookUp !== undefined;
}
