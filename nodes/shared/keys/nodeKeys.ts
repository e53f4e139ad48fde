import type { IExecuteFunctions } from 'n8n-workflow';
import type { Ended } from './keyedItems';
import { KeyStore } from './keyStore';
import { OutputMemory } from './outputMemory';

/** What all executions of one node in this process share. */
export interface NodeKeys {
	store: KeyStore;
	memory: OutputMemory;
	/** Items that are being sent, by key. */
	inFlight: Map<string, Promise<Ended>>;
}

const nodes = new Map<string, NodeKeys>();

/** By the node's ID, so that a renamed node keeps its keys and a copied node has its own. */
export function keysOfNode(n8n: IExecuteFunctions): NodeKeys {
	const name = `${n8n.getWorkflow().id}:${n8n.getNode().id}`;
	const existing = nodes.get(name);
	if (existing) return existing;
	const keys: NodeKeys = { store: new KeyStore(), memory: new OutputMemory(), inFlight: new Map() };
	nodes.set(name, keys);
	return keys;
}
