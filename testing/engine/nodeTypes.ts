import type { DirectoryLoader, ExecuteContext } from 'n8n-core';
import type {
	ICredentialType,
	IDataObject,
	INodeType,
	INodeTypeDescription,
	INodeTypes,
	IVersionedNodeType,
} from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { baseNodesDir, type Core } from './core';
import { asTool } from './toolType';

/** Finds node and credential types: the package's own, and n8n's, which load when first used. */
export class Registry implements INodeTypes {
	private readonly tools = new Map<string, INodeType>();

	private readonly builtIn = new Map<string, INodeType>();

	private constructor(
		private readonly core: Core,
		private readonly ours: DirectoryLoader,
		private readonly loaders: DirectoryLoader[],
	) {}

	static async load(core: Core, packageDir: string): Promise<Registry> {
		const ours = new core.core.PackageDirectoryLoader(packageDir);
		await ours.loadAll();
		const base = new core.core.PackageDirectoryLoader(baseNodesDir);
		base.known = readKnownTypes(base.directory);
		return new Registry(core, ours, [ours, base]);
	}

	/** Adds a node type that belongs to the engine itself. */
	add(fullName: string, nodeType: INodeType): void {
		this.builtIn.set(fullName, nodeType);
	}

	get ownTypes(): { nodes: INodeTypeDescription[]; credentials: ICredentialType[] } {
		return this.ours.types;
	}

	getByName(fullName: string): INodeType | IVersionedNodeType {
		const builtIn = this.builtIn.get(fullName);
		if (builtIn) return builtIn;
		const [packageName, name] = splitName(fullName);
		const loader = this.loaders.find((candidate) => candidate.packageName === packageName);
		if (!loader) throw new this.core.core.UnrecognizedNodeTypeError(packageName, name);
		return loader.getNode(name).type;
	}

	getByNameAndVersion(fullName: string, version?: number): INodeType {
		if (fullName.endsWith('Tool') && !this.knows(fullName)) return this.getTool(fullName, version);
		const nodeType = this.core.workflow.NodeHelpers.getVersionedNodeType(this.getByName(fullName), version);
		if (isDeclarative(nodeType)) giveExecute(nodeType, this.core);
		return nodeType;
	}

	getKnownTypes(): IDataObject {
		return Object.fromEntries(
			this.loaders.flatMap(({ packageName, known }) =>
				Object.entries(known.nodes).map(([name, type]) => [`${packageName}.${name}`, type]),
			),
		) as unknown as IDataObject;
	}

	getCredential(name: string): ICredentialType {
		const loader = this.loaders.find(({ known }) => name in known.credentials);
		if (!loader) throw new this.core.core.UnrecognizedCredentialTypeError(name);
		return loader.getCredential(name).type;
	}

	getParentTypes(name: string): string[] {
		const parents = this.loaders.find(({ known }) => name in known.credentials)?.known.credentials[name]?.extends ?? [];
		return parents.flatMap((parent) => [parent, ...this.getParentTypes(parent)]);
	}

	getSupportedNodes(credentialName: string): string[] {
		return this.loaders.flatMap(({ packageName, known }) =>
			(known.credentials[credentialName]?.supportedNodes ?? []).map((name) => `${packageName}.${name}`),
		);
	}

	private knows(fullName: string): boolean {
		const [packageName, name] = splitName(fullName);
		return (
			this.builtIn.has(fullName) ||
			this.loaders.some((loader) => loader.packageName === packageName && name in loader.known.nodes)
		);
	}

	private getTool(fullName: string, version?: number): INodeType {
		const key = `${fullName}@${version ?? 'newest'}`;
		const tool = this.tools.get(key) ?? asTool(this.getByNameAndVersion(fullName.replace(/Tool$/, ''), version), this.core);
		this.tools.set(key, tool);
		return tool;
	}
}

function splitName(fullName: string): [string, string] {
	const dot = fullName.lastIndexOf('.');
	return [fullName.slice(0, dot), fullName.slice(dot + 1)];
}

function readKnownTypes(directory: string): DirectoryLoader['known'] {
	const read = (name: string) => JSON.parse(readFileSync(path.join(directory, 'dist', 'known', name), 'utf8'));
	return { nodes: read('nodes.json'), credentials: read('credentials.json') };
}

function isDeclarative({ description, execute, methods, poll, trigger }: INodeType): boolean {
	return description.requestDefaults !== undefined && !execute && !methods && !poll && !trigger;
}

/** n8n runs a declarative node by handing its description to RoutingNode; the node class has no `execute` of its own. */
function giveExecute(nodeType: INodeType, { core }: Core): void {
	nodeType.execute = async function () {
		return (await new core.RoutingNode(this as unknown as ExecuteContext, nodeType).runNode()) ?? [];
	};
}
