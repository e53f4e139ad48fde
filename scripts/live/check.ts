import Ajv from 'ajv';
import conversationSchema from '../../nodes/shared/conversation.schema.json';
import replySchema from '../../nodes/shared/reply.schema.json';
import { startEngine, type Engine } from '../../testing/engine';
import { pingback } from '../../testing/vendorPages/pingback';
import { poppyAi } from '../../testing/vendorPages/poppyAi';
import { quickbot } from '../../testing/vendorPages/quickbot';
import type { VendorPage } from '../../testing/vendorPages/table';
import { userDesk } from '../../testing/vendorPages/userDesk';
import { outputsOf, runNode } from '../../testing/workflows';
import { compare } from './compare';
import type { Outputs, Plan, PlannedCall, Setting } from './plans';
import { startProxy, type Proxy } from './proxy';
import type { Checked } from './report';

const PAGES: Record<string, VendorPage> = { pingback, poppyAi, quickbot, userDesk };

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
const shapes = { conversation: ajv.compile(conversationSchema), reply: ajv.compile(replySchema) };

/** Makes the calls one after the other, and holds each answer against the page and each output against its schema. */
export async function check(vendor: string, plan: Plan, calls: PlannedCall[], setting: Setting): Promise<{ checked: Checked[]; engine: string }> {
	const proxy = await startProxy();
	const credentials = Object.fromEntries(Object.entries(plan.credentials(setting)).map(([type, data]) => [type, throughProxy(data, proxy)]));
	const engine = await startEngine({ core: 'newest', credentials });
	try {
		const outputs: Outputs = new Map();
		const checked: Checked[] = [];
		for (const call of plan.calls) {
			const parameters = calls.includes(call) ? call.parameters(setting, outputs) : 'only with --all';
			checked.push(
				typeof parameters === 'string'
					? { operation: call.operation, notTried: parameters, problems: [], findings: [] }
					: await checkCall({ vendor, engine, proxy, outputs, types: Object.keys(credentials) }, call.operation, parameters),
			);
		}
		return { checked, engine: engine.version };
	} finally {
		await engine.stop();
		proxy.stop();
	}
}

const throughProxy = <T extends Record<string, unknown>>(data: T, proxy: Proxy): T =>
	Object.fromEntries(Object.entries(data).map(([name, value]) => [name, /baseUrl$/i.test(name) ? proxy.through(String(value)) : value])) as T;

interface Ground {
	vendor: string;
	engine: Engine;
	proxy: Proxy;
	outputs: Outputs;
	types: string[];
}

async function checkCall({ vendor, engine, proxy, outputs, types }: Ground, name: string, parameters: Record<string, unknown>): Promise<Checked> {
	const [resource, operation] = name.split('.');
	// Only Quickbot asks how to authenticate; with the token it uses the credential's base URL, which leads through the proxy.
	const authentication = vendor === 'quickbot' && types.length > 0 ? { authentication: 'apiToken' } : {};
	const settings = { onError: 'continueRegularOutput' as const };
	const result = await runNode(engine, { vendor, credentials: types, parameters: { resource, operation, ...authentication, ...parameters, options: { maxRetries: 0 } }, settings });
	const items = (outputsOf(result)[0] ?? []).map(({ json }) => json as Record<string, unknown>);
	const answer = proxy.take().at(-1);
	outputs.set(name, items);
	const call = PAGES[vendor]!.calls.find((one) => one.operation === name)!;
	const isLeftOut = (place: string) => Object.keys(call.leftOut ?? {}).some((left) => left.replace(/\.\d+/g, '[]').replace(/^\d+/, '[]') === place);
	const isFailed = items.some(({ error }) => error !== undefined) || result.error !== undefined;
	return {
		operation: name,
		request: { method: answer?.method ?? '–', status: answer?.status ?? null },
		problems: isFailed ? [failureOf(items)] : items.flatMap((item) => schemaProblems(name, item)),
		findings: isFailed || !answer ? [] : compare(call.answer, answer.body, isLeftOut),
	};
}

/** The kind of the failure; its text may repeat what a vendor says of an account. */
function failureOf(items: Array<Record<string, unknown>>): string {
	const { reason } = (items.find(({ error }) => error)?.error ?? {}) as { reason?: string };
	return `the call failed (${reason ?? 'the node threw'})`;
}

function schemaProblems(operation: string, item: Record<string, unknown>): string[] {
	const shape = operation.startsWith('message.') ? shapes.reply : operation.startsWith('conversation.') ? shapes.conversation : undefined;
	if (!shape || shape(item)) return [];
	return (shape.errors ?? []).map(({ instancePath, message = '' }) => `the output ${instancePath} ${message}`);
}
