import type { Fault } from '../testing/sandbox';
import { CORES, type Stage, startStage } from '../testing/stage';
import { inTables, isInTables, vendorsInTables } from '../testing/vendors';
import { runNode } from '../testing/workflows';

// What n8n itself sends for a token (OAuth2) is not ours.
// Keys are pasted, often with a line break behind them. They are sent without it, so that is how a vendor sends them back.

const SECRETS = vendorsInTables().flatMap(({ accounts }) => Object.entries(accounts).flatMap(([type, { secret, test }]) => (test ? [{ type, field: secret.field }] : [])));

const eachSecret = SECRETS.length > 0 ? test.each(SECRETS) : test.skip.each(SECRETS);

let stage: Stage;
beforeAll(async () => (stage = await startStage()), 120_000);
afterAll(async () => await stage?.stop());
beforeEach(() => stage.sandbox.reset());

const waysOf = (type: string) =>
	inTables(stage.sandbox.operations).flatMap(([vendor, operations]) =>
		Object.entries(operations)
			.filter(([, { effect }]) => effect === 'creates')
			.flatMap(([operation, { samples }]) => samples.filter(({ credentials }) => credentials.includes(type)).slice(0, 1).map((sample) => ({ ...sample, vendor, operation }))),
	);

describe.each(CORES)('on the %s core', (core) => {
	eachSecret('$type: a key with a line break is accepted, and hidden where the vendor sends it back', async ({ type, field }) => {
		const { sandbox, engines } = stage;
		const data = sandbox.credentials[type]!;
		const secret = data[field]!;
		const credentials = { [type]: { ...data, [field]: ` ${secret}\n` } };
		const [way] = waysOf(type);
		const run = async (parameters: object, fault?: Fault) => {
			if (fault) sandbox.addFault({ vendor: way!.vendor, operation: way!.operation, ...fault });
			const node = { vendor: way!.vendor, parameters: { ...way!.parameters, ...parameters }, credentials: way!.credentials, settings: { onError: 'continueRegularOutput' as const } };
			const result = await runNode(engines[core], node, [{}], { credentials });
			return { result, kept: JSON.stringify(result), items: result.runs.Node!.at(-1)!.outputs[0]! };
		};

		const accepted = await run({});
		expect(accepted.items.map(({ json }) => json.error)).toEqual([undefined]);

		const refused = await run({}, { answer: { status: 400, body: { message: `Not with ${secret}`, details: { [secret]: 'x' } } } });
		expect(refused.items[0]!.json.error).toMatchObject({ httpCode: 400, description: expect.stringContaining('Not with [hidden]') });
		expect(refused.kept).not.toContain(secret);

		const plain = await run({ simplify: false });
		const body = { ...plain.items[0]!.json, echo: `Bearer ${secret}` };
		const echoed = await run({ simplify: false }, { answer: { status: 200, body } });
		expect(echoed.items[0]!.json).toMatchObject({ echo: 'Bearer [hidden]' });
		expect(echoed.kept).not.toContain(secret);
	});
});

describe('a key that cannot be sent as it was entered', () => {
	const STRAY: Record<string, [write: (key: string) => string, named: string]> = {
		'a zero-width space': [(key) => `${key.slice(0, 5)}\u200B${key.slice(5)}`, 'U+200B'],
		'a zero-width space at its end': [(key) => `${key}\u200B`, 'U+200B'],
		'a line break inside': [(key) => `${key.slice(0, 5)}\r\n${key.slice(5)}`, 'U+000D'],
		'a tab inside': [(key) => `${key.slice(0, 5)}\t${key.slice(5)}`, 'U+0009'],
		'a soft hyphen': [(key) => `${key.slice(0, 5)}\u00AD${key.slice(5)}`, 'U+00AD'],
		'bullets': [() => '••••••••••', 'U+2022'],
		'an emoji': [(key) => `${key}🔑`, 'U+1F511'],
	};
	const cases = SECRETS.flatMap(({ type, field }) => Object.entries(STRAY).map(([name, [write, named]]) => ({ type, field, name, write, named })));

	let displayNames: Record<string, string>;
	beforeAll(async () => {
		const { credentials } = await stage.engines.newest.describe();
		displayNames = Object.fromEntries(credentials.flatMap(({ name: type, properties }) => properties.map(({ name, displayName }) => [`${type} ${name}`, displayName])));
	});

	describe.each(CORES)('on the %s core', (core) => {
		(cases.length > 0 ? test.each(cases) : test.skip.each(cases))('$type with $name is a clear error, and nothing is sent', async ({ type, field, write, named }) => {
			const { sandbox, engines } = stage;
			const entered = write(sandbox.credentials[type]![field]!);
			const data = { ...sandbox.credentials[type]!, [field]: entered };
			const [way] = waysOf(type);
			const node = { vendor: way!.vendor, parameters: way!.parameters, credentials: way!.credentials, settings: { onError: 'continueRegularOutput' as const } };

			const result = await runNode(engines[core], node, [{}], { credentials: { [type]: data } });
			const tested = await engines[core].testCredential(type, data);
			const displayName = displayNames[`${type} ${field}`];

			const error = result.runs.Node!.at(-1)!.outputs[0]![0]!.json.error as Record<string, string>;
			expect(error).toMatchObject({ reason: 'validation', outcome: 'notCreated' });
			expect(error.message).toContain(`"${displayName}" of the credential has a character that cannot be sent (${named})`);
			expect(tested).toEqual({ status: 'Error', message: `The ${displayName} of the credential has a character that cannot be sent (${named}): paste it again` });
			expect(sandbox.requests()).toEqual([]);
			expect(JSON.stringify([result, tested])).not.toContain(entered);
		});

		(isInTables('pingback') ? test : test.skip)('ignores a bad key that is not used', async () => {
			const pingbackApi = { ...stage.sandbox.credentials.pingbackApi!, authentication: 'login', accessToken: '••••' };
			const [way] = waysOf('pingbackApi');
			const node = { vendor: 'pingback', parameters: way!.parameters, credentials: ['pingbackApi'] };
			expect((await runNode(stage.engines[core], node, [{}], { credentials: { pingbackApi } })).status).toBe('success');
		});

		(isInTables('pingback') ? test : test.skip)('a password may hold any character', async () => {
			const password = 'pä\u200Bss•🔑"wörd';
			const { sandbox, engines } = stage;
			sandbox.addFault({ operation: 'auth.login', answer: { status: 401, body: { detail: `Not ${password}` } }, times: -1 });
			const pingbackApi = { ...sandbox.credentials.pingbackApi!, authentication: 'login', password };
			const [way] = waysOf('pingbackApi');
			const result = await runNode(engines[core], { vendor: 'pingback', parameters: way!.parameters, credentials: ['pingbackApi'] }, [{}], { credentials: { pingbackApi } });
			expect(sandbox.requests().map(({ body }) => (body as { password?: string }).password)).toContain(password);
			expect(JSON.stringify(result)).not.toContain(password);
		});

		eachSecret('$type: a Base URL with a backslash is a clear error, and nothing is sent', async ({ type }) => {
			const { sandbox, engines } = stage;
			const data: Record<string, string> = Object.fromEntries(
				Object.entries(sandbox.credentials[type]!).map(([name, value]) => [name, /url$/i.test(name) ? `${value}\\@elsewhere.example` : value]),
			);
			const [way] = waysOf(type);
			const node = { vendor: way!.vendor, parameters: way!.parameters, credentials: way!.credentials, settings: { onError: 'continueRegularOutput' as const } };

			const result = await runNode(engines[core], node, [{}], { credentials: { [type]: data } });
			const tested = await engines[core].testCredential(type, data);

			const error = result.runs.Node!.at(-1)!.outputs[0]![0]!.json.error as Record<string, string>;
			expect(error).toMatchObject({ reason: 'validation', outcome: 'notCreated' });
			expect(error.message).toContain('"Base URL" is not a web address');
			expect(tested).toMatchObject({ status: 'Error', message: expect.stringMatching(/Base URL of the credential is not a web address/) });
			expect([...sandbox.requests(), ...sandbox.elsewhere()]).toEqual([]);
		});
	});
});
