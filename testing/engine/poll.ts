import type { IDataObject, INode, Workflow } from 'n8n-workflow';

import { makeAdditionalData, makeWorkflow, withCredentials, type EngineContext } from './context';
import { toPlainError } from './errors';
import { inIsolate } from './isolate';
import type { PollOptions, PollResult, WorkflowJson } from './types';

/** One poll as n8n's schedule would make it. To go on with what it emitted, run the workflow with it as input. */
export async function poll(engine: EngineContext, json: WorkflowJson, options: PollOptions): Promise<PollResult> {
	const { staticData = json.staticData, mode = 'trigger', activation = 'update' } = options;
	const context = await withCredentials(engine, options.credentials);
	const workflow = makeWorkflow(context, { ...json, staticData });
	const node = findPollingNode(workflow, options.node);
	const nodeType = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	const additionalData = makeAdditionalData(context, 'poll');
	const pollContext = new context.core.core.PollContext(workflow, node, additionalData, mode, activation);

	const warnings: string[] = [];
	const { logger } = pollContext;
	// The logger is one for the whole process, and polls may overlap: this poll gets a view of it.
	const listening = Object.assign(Object.create(logger) as typeof logger, {
		warn(message: string, metadata?: Parameters<typeof logger.warn>[1]) {
			warnings.push(message);
			logger.warn(message, metadata);
		},
	});
	const observed = Object.create(pollContext, { logger: { value: listening } }) as typeof pollContext;

	const withStaticData = (result: Omit<PollResult, 'staticData' | 'warnings'>): PollResult => ({
		...result,
		warnings,
		staticData: JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject,
	});
	try {
		const emitted = await inIsolate(workflow, async () => await nodeType.poll!.call(observed));
		return withStaticData({ emitted });
	} catch (error) {
		return withStaticData({ emitted: null, error: toPlainError(error) });
	}
}

function findPollingNode(workflow: Workflow, name?: string): INode {
	const node = name ? workflow.getNode(name) : workflow.getPollNodes()[0];
	if (!node) throw new Error('The workflow has no polling node');
	return node;
}
