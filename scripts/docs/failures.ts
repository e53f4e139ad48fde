import type { IDataObject } from 'n8n-workflow';
import type { Fault } from '../../testing/sandbox';
import { jsons, runNode } from '../../testing/workflows';
import { quote } from './markdown';
import type { DocsStage } from './stage';
import { sampleOf } from './stage';

/** One way for an item to fail. */
interface Case {
	vendor: string;
	operation: string;
	/** Parameters other than the sample's. */
	change?: IDataObject;
	/** Under `options`. */
	options?: IDataObject;
	/** Credential data other than the right one, all of one type. */
	credential?: (right: IDataObject) => Record<string, IDataObject>;
	fault?: Omit<Fault, 'vendor'>;
}

const always = -1;

/** The failed items that the pages show, by name. */
const cases: Record<string, Case> = {
	validation: {
		vendor: 'userDesk',
		operation: 'message.send',
		change: { message: '={{ $json.question }}' },
	},
	'refused-values': {
		vendor: 'pingback',
		operation: 'conversation.create',
		fault: {
			answer: { status: 422, body: { detail: [{ loc: ['body', 'customer_id'], msg: 'value is not a valid uuid', type: 'type_error.uuid' }] } },
		},
	},
	authentication: {
		vendor: 'poppyAi',
		operation: 'conversation.create',
		credential: (right) => ({ poppyAiApi: { ...right, apiKey: 'a-wrong-key' } }),
	},
	forbidden: {
		vendor: 'userDesk',
		operation: 'conversation.create',
		change: { chatbotId: 'chatbot-of-someone-else' },
	},
	notFound: {
		vendor: 'quickbot',
		operation: 'message.send',
		change: { sessionId: 'a-session-that-ended' },
	},
	planLimit: {
		vendor: 'pingback',
		operation: 'conversation.create',
		credential: (right) => ({ pingbackApi: { ...right, accessToken: 'sandbox-pingback-limited-token' } }),
	},
	rateLimited: {
		vendor: 'poppyAi',
		operation: 'conversation.create',
		fault: {
			times: always,
			answer: { status: 429, headers: { 'retry-after': '0' }, body: { error: 'Too many requests', message: 'Slow down, please.' } },
		},
	},
	vendorFault: {
		vendor: 'quickbot',
		operation: 'conversation.create',
		fault: { answer: { status: 500, body: '<html><head><title>Internal Server Error</title></head><body></body></html>' } },
	},
	network: {
		vendor: 'pingback',
		operation: 'message.send',
		fault: { cut: 'beforeAnswer' },
	},
	timeout: {
		vendor: 'poppyAi',
		operation: 'message.send',
		options: { timeout: 1 },
		fault: { delayMs: 3000 },
	},
	badResponse: {
		vendor: 'userDesk',
		operation: 'conversation.create',
		fault: { created: true, answer: { status: 200, body: '<html><head><title>Sign in</title></head><body></body></html>' } },
	},
	redirect: {
		vendor: 'poppyAi',
		operation: 'conversation.create',
		fault: { answer: { status: 301, headers: { location: 'https://www.example.com/' } } },
	},
};

/** The failed item of a case, as it comes out with On Error set to continue. */
export async function failedItem(stage: DocsStage, name: string): Promise<IDataObject> {
	const found = cases[name];
	if (!found) throw new Error(`There is no failure "${name}"`);
	const { vendor, operation, change, options, credential, fault } = found;
	const { parameters, credentials } = sampleOf(stage, vendor, operation, 'smallest');
	const { sandbox } = stage;
	sandbox.reset();
	if (fault) sandbox.addFault({ vendor, operation, ...fault });
	const node = {
		vendor,
		credentials,
		parameters: { ...parameters, ...change, options: { ...(parameters.options as object), ...options } },
		settings: { onError: 'continueRegularOutput' as const },
	};
	const [type = ''] = credentials;
	const [item] = jsons(await runNode(stage.engine, node, [{}], { credentials: credential?.(sandbox.credentials[type] ?? {}) }));
	if (!item || !('error' in item)) throw new Error(`"${name}" did not fail`);
	return item;
}

/** The texts of a failed item, to be read. */
export async function failure(stage: DocsStage, name: string): Promise<string> {
	const { error } = (await failedItem(stage, name)) as { error: Record<string, string | number | null> };
	const { message, description, httpCode, reason, retries, outcome } = error;
	return quote(
		`**${String(message)}**`,
		'',
		String(description),
		'',
		`\`reason\` ${String(reason)} · \`outcome\` ${String(outcome)} · \`httpCode\` ${String(httpCode)} · \`retries\` ${String(retries)}`,
	);
}
