import { discoverVendors, type Account } from '../../testing/sandbox';
import type { Credential } from '../../testing/wholeN8n/rest';
import { call, openStage, runByWebhook, type Stage } from '../../testing/wholeN8n/stage';
import { namedWorkflow, vendorStep, webhook } from '../../testing/wholeN8n/workflows';
import { generations } from './support/generations';

const BY_LOGIN = { authentication: 'login', accessToken: '' };

const declared = Object.assign({}, ...discoverVendors().map((vendor) => vendor.accounts)) as Record<string, Account>;
const types = Object.keys(declared);
const accounts = [
	...types.map((type) => ({ account: type, type, changes: {} })),
	{ account: 'pingbackApi by login', type: 'pingbackApi', changes: BY_LOGIN },
];

describe.each(generations())('n8n $n8n', ({ installed, isFloor }) => {
	let stage: Stage;
	beforeAll(async () => (stage = await openStage(await installed())));
	afterAll(async () => await stage?.stop());

	describe.each(accounts)('the test of $account', ({ account, type, changes }) => {
		let data: Record<string, string>;
		let credential: Credential;
		beforeAll(async () => {
			data = { ...stage.sandbox.credentials[type], ...changes };
			// One for each account: n8n 1.x saves what it tests where a credential type logs in by itself.
			credential = await stage.n8n.rest.createCredential(type, data, `Tested ${account}`);
		});

		it('passes with the right key', async () => {
			expect(await stage.n8n.rest.testCredential(credential, data)).toMatchObject({ status: 'OK' });
		});

		// Where no read is safe, the test only asks whether the key is refused; n8n 1.x cannot ask that.
		const cannotFail = isFloor && declared[type]!.rejectedOnlyBy !== undefined;
		it(`${cannotFail ? 'cannot fail on this n8n' : 'fails'} with a wrong key, and shows no secret`, async () => {
			const wrong = spoiled(type, data);
			const { status, message } = await stage.n8n.rest.testCredential(credential, wrong);
			expect({ status, message }).toMatchObject({ status: cannotFail ? 'OK' : 'Error' });
			const secrets = Object.values(wrong).filter((value) => value.startsWith('wrong-'));
			expect(secrets.filter((secret) => message.includes(secret))).toEqual([]);
		});
	});

	it('Pingback logs in once, and again when the token has expired', async () => {
		const { n8n, sandbox, credentials } = stage;
		sandbox.reset();
		const login = await n8n.rest.createCredential('pingbackApi', { ...sandbox.credentials.pingbackApi, ...BY_LOGIN });
		const sample = sandbox.operations.pingback!['conversation.create']!.samples[0]!;
		const stored = await n8n.rest.createWorkflow(
			namedWorkflow('Pingback login', [
				webhook('pingback-login'),
				vendorStep('pingback', sample, { ...credentials, pingbackApi: login }),
			]),
		);
		await n8n.rest.activate(stored);
		await call({ n8n }, stored);
		await call({ n8n }, stored);
		expect(sandbox.counts('pingback').tokens).toBe(1);

		sandbox.expireTokens('pingback');
		await call({ n8n }, stored);
		expect(sandbox.counts('pingback')).toEqual({ created: 3, sent: 0, tokens: 2 });
	});

	it.each(types)('%s is used by HTTP Request as a predefined credential', async (type) => {
		const { n8n, sandbox, credentials } = stage;
		const { request } = Object.values(sandbox.operations)
			.flatMap((operations) => Object.values(operations).flatMap(({ samples }) => samples))
			.find((sample) => sample.credentials.includes(type) && Object.keys(sample.request.headers ?? {}).length)!;
		const { id, name } = credentials[type]!;
		sandbox.reset();

		const path = `http-request-${type}`;
		const workflow = namedWorkflow(`HTTP Request with ${type}`, [
			webhook(path),
			{
				name: 'HTTP Request',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				credentials: { [type]: { id, name } },
				parameters: {
					method: request.method,
					url: `${sandbox.url}${request.path}?${new URLSearchParams(request.query)}`,
					authentication: 'predefinedCredentialType',
					nodeCredentialType: type,
					...(request.body === undefined ? {} : { sendBody: true, specifyBody: 'json', jsonBody: JSON.stringify(request.body) }),
					options: {},
				},
			},
		]);
		await runByWebhook({ n8n }, workflow);
		const [sent] = sandbox.requests();
		expect(sent?.headers).toMatchObject(request.headers ?? {});
		expect(Math.floor((sent?.status ?? 0) / 100)).toBe(2);
	});
});

function spoiled(type: string, data: Record<string, string>): Record<string, string> {
	const { secret, otherSecrets = [] } = declared[type]!;
	const isSecret = (field: string) => [secret.field, ...otherSecrets].includes(field);
	return Object.fromEntries(Object.entries(data).map(([field, value]) => [field, isSecret(field) && value ? `wrong-${value}` : value]));
}
