import { manifest, PACKAGE, typeName } from '../../../testing/wholeN8n/package';
import type { Stage } from '../../../testing/wholeN8n/stage';

/** A node as n8n tells its editor of it. */
export interface OfferedNode {
	name: string;
	displayName: string;
	group: string[];
	properties: Property[];
}

interface Property {
	name: string;
	options?: Array<{ value: string }>;
	displayOptions?: { show?: { resource?: string[] } };
}

/** n8n adds this entry to every node that has credentials; it leads to HTTP Request. */
const CUSTOM_API_CALL = '__CUSTOM_API_CALL__';

/** The package's nodes, in the order of its manifest. Throws where n8n lacks one. */
export async function offeredNodes({ n8n }: Stage): Promise<Array<OfferedNode & { file: string; vendor: string }>> {
	const all = (await (await n8n.rest.asset('/types/nodes.json')).json()) as OfferedNode[];
	return (await manifest()).n8n.nodes.map((file) => {
		const vendor = typeName(file);
		const node = all.find(({ name }) => name === `${PACKAGE}.${vendor}`);
		if (!node) throw new Error(`n8n does not offer ${vendor}`);
		return { ...node, file, vendor };
	});
}

/** Every operation of the package's nodes, as n8n shows them. */
export async function offeredOperations(stage: Stage): Promise<Array<{ vendor: string; operation: string }>> {
	const actions = (await offeredNodes(stage)).filter(({ group }) => !group.includes('trigger'));
	return actions.flatMap(({ vendor, properties }) =>
		properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ displayOptions, options = [] }) =>
				(displayOptions?.show?.resource ?? []).flatMap((resource) =>
					options.filter(({ value }) => value !== CUSTOM_API_CALL).map(({ value }) => ({ vendor, operation: `${resource}.${value}` })),
				),
			),
	);
}
