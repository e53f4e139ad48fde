import type { N8n } from '../../../testing/wholeN8n/n8n';
import { manifest, typeName } from '../../../testing/wholeN8n/package';
import type { StoredWorkflow } from '../../../testing/wholeN8n/rest';
import { call, type Stage } from '../../../testing/wholeN8n/stage';
import { namedWorkflow, vendorStep, webhook } from '../../../testing/wholeN8n/workflows';

export const VENDOR = 'poppyAi';

interface Described {
	name: string;
	iconUrl?: string | { light: string; dark: string };
}

export async function typesIn(n8n: N8n, kind: 'nodes' | 'credentials'): Promise<Described[]> {
	const answer = await n8n.rest.asset(`/types/${kind}.json`);
	expect(answer.status).toBe(200);
	return (await answer.json()) as Described[];
}

/** Every node and credential type of the package `from` is there, with a light and a dark icon that n8n serves. */
export async function offersAll(n8n: N8n, from: string): Promise<void> {
	const { n8n: wanted } = await manifest();
	const [nodes, credentials] = [await typesIn(n8n, 'nodes'), await typesIn(n8n, 'credentials')];
	const names = (types: Described[]) => types.map(({ name }) => name);
	const [ourNodes, ourTypes] = [wanted.nodes.map((file) => `${from}.${typeName(file)}`), wanted.credentials.map(typeName)];
	expect(names(nodes)).toEqual(expect.arrayContaining(ourNodes));
	expect(names(credentials)).toEqual(expect.arrayContaining(ourTypes));
	const ours = [...nodes.filter(({ name }) => ourNodes.includes(name)), ...credentials.filter(({ name }) => ourTypes.includes(name))];
	for (const { name, iconUrl } of ours) {
		const urls = typeof iconUrl === 'string' ? [iconUrl] : Object.values(iconUrl ?? {});
		expect({ name, urls }).toEqual({ name, urls: [expect.any(String), expect.any(String)] });
		for (const url of urls) expect(await (await n8n.rest.asset(`/${url}`)).text()).toContain('<svg');
	}
}

type Place = Pick<Stage, 'n8n' | 'sandbox' | 'credentials'>;

/** Saves a workflow with the vendor's node of the package `from`, publishes it and runs it. */
export async function runsNewWorkflow({ n8n, sandbox, credentials }: Place, from: string, name = 'stays'): Promise<StoredWorkflow> {
	const sample = sandbox.operations[VENDOR]!['conversation.create']!.samples[0]!;
	const stored = await n8n.rest.createWorkflow(
		namedWorkflow(name, [webhook(name), vendorStep(VENDOR, sample, credentials, { from })]),
	);
	await n8n.rest.activate(stored);
	await runsAgain({ n8n, sandbox }, stored);
	return stored;
}

export async function runsAgain({ n8n, sandbox }: Omit<Place, 'credentials'>, workflow: StoredWorkflow): Promise<void> {
	sandbox.reset();
	const [conversation] = await call({ n8n }, workflow);
	expect(sandbox.created(VENDOR).map(({ id }) => id)).toEqual([conversation?.conversationId]);
}
