import type { Engine, NodeJson } from '../../testing/engine';
import type { RecordedRequest, Sandbox } from '../../testing/sandbox';
import type { Setup } from '../../testing/faults/trial';
import { Trial } from '../../testing/faults/trial';
import type { Way } from '../../testing/faults/ways';

export const contenders = ['ours', 'atLeastOnce', 'http', 'plain', 'oursAlone'] as const;
export type Contender = (typeof contenders)[number];

export const titles: Record<Contender, string> = {
	ours: 'ours',
	atLeastOnce: 'ours, At Least Once',
	http: 'HTTP Request',
	plain: 'plain node',
	oursAlone: 'ours without Retry On Fail',
};

/** What a contender's node needs to send what ours sends. */
export type Outfit = Pick<Setup, 'node' | 'credentials'>;

/** The other nodes, configured to send exactly the request that ours sends for an item. */
export async function outfit(sandbox: Sandbox, engine: Engine, way: Way): Promise<Record<Contender, Outfit>> {
	const trial = new Trial(sandbox, engine, way, { count: 1 });
	await trial.run();
	const [request] = trial.requests()[0] ?? [];
	if (!request) throw new Error(`${way.title} sends nothing`);
	const key = keyOf(request);
	const body = `=${JSON.stringify(request.body).replaceAll(trial.marks[0]!, '{{ $json.mark }}')}`;
	const query = new URLSearchParams(request.query as Record<string, string>).toString();
	const url = `${sandbox.url}${request.path}${query && `?${query}`}`;
	const credentials = key && { headerApi: key };

	const http = node('n8n-nodes-base.httpRequest', 4.2, {
		...{ method: request.method, url, sendBody: true, specifyBody: 'json', jsonBody: body, options: {} },
		...(key && { authentication: 'predefinedCredentialType', nodeCredentialType: 'headerApi' }),
	});
	const authentication = key ? 'header' : 'none';
	const plain = node('conversations-faults-twin.plain', 1, { method: request.method, url, body, authentication, options: {} });
	return { ours: {}, atLeastOnce: {}, oursAlone: {}, http: { node: http, credentials }, plain: { node: plain, credentials } };
}

const node = (type: string, typeVersion: number, parameters: NodeJson['parameters']): NodeJson => ({
	name: 'Node',
	type,
	typeVersion,
	parameters,
	credentials: { headerApi: { id: 'headerApi', name: 'headerApi' } },
});

const USUAL = ['accept', 'accept-encoding', 'connection', 'content-length', 'content-type', 'host', 'user-agent'];

/** The header that says who asks. */
function keyOf({ headers }: RecordedRequest): { name: string; value: string } | undefined {
	const found = Object.entries(headers).find(([name]) => !USUAL.includes(name));
	return found && { name: found[0], value: String(found[1]) };
}
