import type { ICredentialType, INodeTypeDescription } from 'n8n-workflow';
import type { Engine } from '../../testing/engine';
import type { Sample, Sandbox } from '../../testing/sandbox';
import { startStage } from '../../testing/stage';

/** What the examples in the pages are made with: the local vendors, and n8n's newest engine with the built package. */
export interface DocsStage {
	sandbox: Sandbox;
	engine: Engine;
	node(name: string): INodeTypeDescription;
	credential(name: string): ICredentialType;
	stop(): Promise<void>;
}

export async function startDocsStage(): Promise<DocsStage> {
	const { sandbox, engines, stop } = await startStage({ newest: { core: 'newest' } });
	const { nodes, credentials } = await engines.newest.describe();
	return {
		sandbox,
		engine: engines.newest,
		node: (name) => named(nodes, name),
		credential: (name) => named(credentials, name),
		stop,
	};
}

function named<T extends { name: string }>(all: T[], name: string): T {
	const found = all.find((one) => one.name === name);
	if (!found) throw new Error(`The package has no "${name}"`);
	return found;
}

/** `full` of `poppyAi conversation.create`. */
export function sampleOf({ sandbox }: DocsStage, vendor: string, operation: string, name: string): Sample {
	const found = sandbox.operations[vendor]?.[operation]?.samples.find((sample) => sample.name === name);
	if (!found) throw new Error(`There is no sample "${name}" of ${vendor} ${operation}`);
	return found;
}
