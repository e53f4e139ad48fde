import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { KeyStore } from './keyStore';
import { OutputMemory } from './outputMemory';

/** What all executions of one node in this process share. */
export interface NodeKeys {
	store: KeyStore;
	memory: OutputMemory;
	/** Items that are at work, by key: what they put out, or undefined where the next one has to see for itself. */
	inFlight: Map<string, Promise<IDataObject[] | undefined>>;
}

/** Outputs of more nodes are not kept in memory; those of production executions come back with the workflow. */
const MOST_MEMORIES = 50;

/** The one used last comes last. */
const nodes = new Map<string, NodeKeys>();

/** By the node's ID, so that a renamed node keeps its keys and a copied node has its own. */
export function keysOfNode(n8n: IExecuteFunctions): NodeKeys {
	const name = `${n8n.getWorkflow().id}:${n8n.getNode().id}`;
	const keys: NodeKeys = nodes.get(name) ?? { store: new KeyStore(), memory: new OutputMemory(), inFlight: new Map() };
	nodes.delete(name);
	nodes.set(name, keys);
	[...nodes.values()].at(-MOST_MEMORIES - 1)?.memory.clear();
	return keys;
}
