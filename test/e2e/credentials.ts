import assert from 'node:assert/strict';
import type { Sample } from '../../testing/sandbox';
import { call, openStage, runByWebhook, type Stage } from '../../testing/wholeN8n/stage';
import { namedWorkflow, vendorStep, webhook } from '../../testing/wholeN8n/workflows';
import { isFloor, type Part } from './part';

/** No read of these vendors is safe, so their test only asks whether the key is refused; n8n 1.x cannot ask that. */
const WITHOUT_SAFE_READ = ['poppyAiChatbotTokenApi', 'userDeskApi'];

export const credentialsPart: Part = async (context) => {
	const { installed, tarball, report } = context;
	const stage = await openStage(installed, { tarball });
	const { sandbox, n8n } = stage;
	try {
		const variants = Object.entries(sandbox.credentials).map(([type, data]) => ({ name: type, type, data }));
		const pingback = sandbox.credentials.pingbackApi as Record<string, string>;
		variants.push({
			name: 'pingbackApi by login',
			type: 'pingbackApi',
			data: { ...pingback, authentication: 'login', accessToken: '' },
		});
		for (const { name, type, data } of variants) {
			// One for each trial: n8n 1.x saves what it tests where a credential type logs in by itself.
			const credential = await n8n.rest.createCredential(type, data, `Tested ${name}`);
			await report.check(`${name}: the right key passes`, async () => {
				const { status, message } = await n8n.rest.testCredential(credential, data);
				assert.equal(status, 'OK', message);
				return message;
			});
			const cannotFail = isFloor(context) && WITHOUT_SAFE_READ.includes(type);
			await report.check(`${name}: a wrong key ${cannotFail ? 'passes as well on this n8n' : 'fails'}`, async () => {
				const { status, message } = await n8n.rest.testCredential(credential, spoiled(data));
				assert.equal(status, cannotFail ? 'OK' : 'Error', message);
				for (const secret of Object.values(spoiled(data)).filter((value) => value.startsWith('wrong-'))) {
					assert(!message.includes(secret), `The message holds the secret: ${message}`);
				}
				return message;
			});
		}

		await report.check('Pingback logs in once and again when the token has expired', () => renewsLogin(stage));

		for (const type of Object.keys(sandbox.credentials)) {
			await report.check(`${type}: used by HTTP Request as a predefined credential`, () =>
				usedByHttpRequest(stage, type),
			);
		}
	} finally {
		await stage.stop();
	}
};

const isSecret = (field: string): boolean => /key|token|password/i.test(field);

const spoiled = (data: Record<string, string>): Record<string, string> =>
	Object.fromEntries(
		Object.entries(data).map(([field, value]) => [field, isSecret(field) && value ? `wrong-${value}` : value]),
	);

async function renewsLogin({ n8n, sandbox, ...stage }: Stage): Promise<string> {
	sandbox.reset();
	const login = await n8n.rest.createCredential('pingbackApi', {
		...sandbox.credentials.pingbackApi,
		authentication: 'login',
		accessToken: '',
	});
	const sample = sandbox.operations.pingback?.['conversation.create']?.samples[0] as Sample;
	const workflow = namedWorkflow('Pingback login', [
		webhook('pingback-login'),
		vendorStep('pingback', sample, { ...stage.credentials, pingbackApi: login }),
	]);
	const stored = await n8n.rest.createWorkflow(workflow);
	await n8n.rest.activate(stored);
	await call({ n8n }, stored);
	await call({ n8n }, stored);
	assert.equal(sandbox.counts('pingback').tokens, 1, 'the second run uses the saved token');

	sandbox.expireTokens('pingback');
	await call({ n8n }, stored);
	assert.deepEqual(sandbox.counts('pingback'), { created: 3, sent: 0, tokens: 2 });
	return '3 conversations, 2 logins';
}

async function usedByHttpRequest({ n8n, sandbox, credentials }: Stage, type: string): Promise<string> {
	const request = Object.values(sandbox.operations)
		.flatMap((operations) => Object.values(operations).flatMap(({ samples }) => samples))
		.find((sample) => sample.credentials.includes(type) && Object.keys(sample.request.headers ?? {}).length)?.request;
	assert(request, `A sample request with ${type}`);
	const credential = credentials[type];
	assert(credential);
	sandbox.reset();

	const path = `http-request-${type}`;
	const workflow = namedWorkflow(`HTTP Request with ${type}`, [
		webhook(path),
		{
			name: 'HTTP Request',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			credentials: { [type]: { id: credential.id, name: credential.name } },
			parameters: {
				method: request.method,
				url: `${sandbox.url}${request.path}?${new URLSearchParams(request.query)}`,
				authentication: 'predefinedCredentialType',
				nodeCredentialType: type,
				...(request.body === undefined
					? {}
					: { sendBody: true, specifyBody: 'json', jsonBody: JSON.stringify(request.body) }),
				options: {},
			},
		},
	]);
	await runByWebhook({ n8n }, workflow);
	const [sent] = sandbox.requests();
	for (const [name, value] of Object.entries(request.headers ?? {})) assert.equal(sent?.headers[name], value);
	assert(sent?.status && sent.status < 300, `The vendor answered ${sent?.status}`);
	return `${request.method} ${request.path} answered ${sent.status}`;
}
