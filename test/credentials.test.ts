import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { INodeProperties } from 'n8n-workflow';
import type { CredentialFields } from '../nodes/shared/account/account';
import type { Vendor as NodeVendor } from '../nodes/shared/vendor';
import { workflowWith } from './support/httpRequest';
import { accountOf } from './support/task';
import type { Engine } from '../testing/engine';
import { discoverVendors, type Account, type KeyAccount, type Sandbox } from '../testing/sandbox';
import { CORES, startStage, type Stage } from '../testing/stage';
import { inTables, isInTables, vendorsInTables } from '../testing/vendors';
import { isCredentialOfN8n } from '../scripts/newVendor/taken';

const nodes = path.join(__dirname, '../nodes');
const vendors = readdirSync(nodes)
	.filter((folder) => folder !== 'shared')
	// eslint-disable-next-line @typescript-eslint/no-require-imports
	.flatMap((folder) => Object.values(require(path.join(nodes, folder, 'vendor')) as Record<string, NodeVendor>));

let stage: Stage;
let sandbox: Sandbox;
let engines: Record<'newest' | 'oldest', Engine>;

beforeAll(async () => {
	// Each run brings the credentials that it is about.
	stage = await startStage({ newest: { core: 'newest', credentials: {} }, oldest: { core: 'oldest', credentials: {} } });
	({ sandbox, engines } = stage);
});
afterAll(async () => await stage?.stop());
beforeEach(() => sandbox.reset());

/** The sandbox's credential of this type, with some fields changed. */
const dataOf = (type: string, changes: Record<string, string> = {}) => ({ ...sandbox.credentials[type]!, ...changes });

/** What the vendors' files say of credentials, for every sample of every operation. */
const declaredFields = async (): Promise<CredentialFields[]> => {
	const accounts = vendors.filter(({ name }) => isInTables(name)).flatMap((vendor) =>
		Object.entries(sandbox.operations[vendor.name] ?? {})
			.filter(([name]) => vendor.resources[name.split('.')[0]!]?.operations[name.split('.')[1]!])
			.flatMap(([name, { samples }]) => samples.map(async (sample) => await accountOf(vendor, name, sample))),
	);
	return (await Promise.all(accounts)).flatMap((account) => (account.kind === 'open' ? [] : [account]));
};

/** Every field whose name ends in "Url", with this behind it. */
const withUrlEnd = (data: Record<string, string>, end: string) =>
	Object.fromEntries(Object.entries(data).map(([name, value]) => [name, /url$/i.test(name) ? value + end : value]));

/** By credential type. */
const ACCOUNTS: Record<string, Account> = Object.assign({}, ...vendorsInTables().map(({ accounts }) => accounts));
const TYPES = Object.keys(ACCOUNTS);
/** Those that we sign with, by type: n8n signs the others (OAuth2), and has the fields of their secrets. */
const KEYS = Object.fromEntries(Object.entries(ACCOUNTS).flatMap(([type, account]) => (account.test ? [[type, account as KeyAccount]] : []))) as Record<string, KeyAccount>;
const KEY_TYPES = Object.keys(KEYS);
const AUTH_HEADERS = [...new Set(discoverVendors().flatMap(({ accounts }) => Object.values(accounts).map(({ secret }) => secret.header)))];

describe('the types as n8n loads them', () => {
	test('are those that the local vendors tell accounts by, each with its secrets masked', async () => {
		const { credentials } = await engines.newest.describe();
		const declared = discoverVendors().flatMap((vendor) => [Object.keys(vendor.accounts), Object.keys(vendor.credentials(''))]);

		for (const types of declared) expect(credentials.map(({ name }) => name)).toEqual(expect.arrayContaining(types));
		expect(declared.flat().length).toBe(2 * credentials.length);
		for (const [type, { secret, otherSecrets = [] }] of Object.entries(KEYS)) {
			const { properties } = credentials.find(({ name }) => name === type)!;
			const masked = properties.filter(({ typeOptions }) => typeOptions?.password).map((property) => property.name);
			expect([type, ...masked]).toEqual([type, secret.field, ...otherSecrets]);
		}
	});

	test.each(TYPES)('%s has no name that n8n uses itself', (type) => {
		expect(isCredentialOfN8n(type)).toBe(false);
	});

	test('match what the vendors declare: secret fields, the key, the fields that a login fills in', async () => {
		const { credentials } = await engines.newest.describe();
		const declared = await declaredFields();

		expect([...new Set(declared.map(({ type }) => type))].sort()).toEqual([...TYPES].sort());
		for (const { type, key, otherSecrets = [], loginFields = [], baseUrlField = 'baseUrl' } of declared) {
			const { properties } = credentials.find(({ name }) => name === type)!;
			const named = (predicate: (property: INodeProperties) => unknown) => properties.filter(predicate).map(({ name }) => name).sort();
			expect(named(() => true)).toContain(baseUrlField);
			expect(key.field).toBe(ACCOUNTS[type]!.secret.field);
			if (!KEYS[type]) continue;
			expect([key.field, ...otherSecrets].sort()).toEqual(named(({ typeOptions }) => typeOptions?.password));
			expect(properties.find(({ name }) => name === key.field)).toMatchObject({ displayName: key.displayName });
			expect([...loginFields].sort()).toEqual(named((property) => property.type === 'hidden'));
		}
	});

	test.each(CORES)('work from the HTTP Request node, on the %s core', async (core) => {
		for (const type of TYPES) {
			const { field, header, form } = ACCOUNTS[type]!.secret;
			const data = dataOf(type);
			const url = `${sandbox.url}/__sandbox/elsewhere`;
			const ownHeader = { sendHeaders: true, headerParameters: { parameters: [{ name: 'x-own', value: 'kept' }] } };

			const result = await engines[core].run(workflowWith(type, { url, ...ownHeader }), { credentials: { [type]: data } });

			expect(result.error).toBeUndefined();
			const { headers } = sandbox.elsewhere().at(-1)!;
			const sent = KEYS[type] ? form.replace('{secret}', data[field]!) : expect.stringMatching(form.replace('{secret}', '.+'));
			expect(headers).toMatchObject({ [header]: sent, 'x-own': 'kept' });
			expect(Object.keys(headers).filter((name) => AUTH_HEADERS.includes(name))).toEqual([header]);
		}
	});

	test('trim a pasted secret before they send it', async () => {
		const { apiKey } = dataOf('userDeskApi');
		const credentials = { userDeskApi: dataOf('userDeskApi', { apiKey: ` ${apiKey}\n` }) };
		const url = `${sandbox.url}/__sandbox/elsewhere`;

		for (const core of CORES) await engines[core].run(workflowWith('userDeskApi', { url }), { credentials });

		expect(sandbox.elsewhere().map(({ headers }) => headers.authorization)).toEqual([`Bearer ${apiKey}`, `Bearer ${apiKey}`]);
	});
});

describe('the Test button', () => {
	const testEach = KEY_TYPES.length > 0 ? test.each(KEY_TYPES) : test.skip.each(['no type']);

	testEach('of %s passes with the right key, creates nothing, and takes a Base URL with or without a slash', async (type) => {
		for (const core of CORES) {
			for (const end of ['', '/', '/// ']) {
				const { status } = await engines[core].testCredential(type, withUrlEnd(dataOf(type), end));

				expect(status).toBe('OK');
				const { method, path } = sandbox.requests().at(-1)!;
				expect({ method, path }).toEqual(KEYS[type]!.test);
			}
		}
		for (const [vendor] of inTables(sandbox.operations)) {
			expect([...sandbox.created(vendor), ...sandbox.sent(vendor)]).toEqual([]);
		}
	});

	testEach('of %s fails with a wrong key and says so', async (type) => {
		const wrong = dataOf(type, { [KEYS[type]!.secret.field]: 'sandbox-wrong-key' });

		const newest = await engines.newest.testCredential(type, wrong);
		const oldest = await engines.oldest.testCredential(type, wrong);

		expect(newest).toEqual({ status: 'Error', message: KEYS[type]!.rejection });
		// n8n 1 cannot make an exception for 401 from ignoring all statuses.
		expect(oldest.status).toBe(KEYS[type]!.rejectedOnlyBy ? 'OK' : 'Error');
	});

	const withoutSafeRead = Object.entries(KEYS).flatMap(([type, { rejectedOnlyBy, rejection }]) => rejectedOnlyBy ? [{ type, rejectedOnlyBy, rejection }] : []);
	(withoutSafeRead.length > 0 ? test : test.skip).each(withoutSafeRead)('of $type passes with an answer of the vendor that does not reject the key', async ({ type, rejectedOnlyBy, rejection }) => {
		for (const status of [400, 401, 403, 422, 500]) {
			sandbox.reset();
			sandbox.addFault({ answer: { status, body: { error: 'Not found', details: {} } }, times: -1 });
			const expected = rejectedOnlyBy.includes(status) ? { status: 'Error', message: rejection } : { status: 'OK' };
			expect([status, await engines.newest.testCredential(type, dataOf(type))]).toMatchObject([status, expected]);
		}
	});

	const page = '<!DOCTYPE html><html><body>Welcome</body></html>';
	const ours = KEY_TYPES.filter((type) => /^(pingback|poppyAi|quickbot|userDesk)/.test(type));
	(ours.length > 0 ? test : test.skip).each(ours)('of %s fails with a sentence where another host answers', async (type) => {
		for (const core of CORES) {
			for (const answer of [{ status: 404, body: page }, { status: 200, body: page }, { status: 405, body: page }, { status: 301, body: page, headers: { location: '/' } }]) {
				sandbox.addFault({ answer });
				const { status, message } = await engines[core].testCredential(type, dataOf(type));
				// On n8n 1 the error of a status has lost the answer, and n8n's own words stand.
				expect({ core, answer, status }).toEqual({ core, answer, status: 'Error' });
				if (core === 'newest' || answer.status === 200) expect(message).toMatch(/^\w+( AI)? does not answer at this Base URL$/);
			}
		}
	});

	const withKnownAnswer = ours.filter((type) => type !== 'userDeskApi');
	(withKnownAnswer.length > 0 ? test : test.skip).each(withKnownAnswer)('of %s fails where JSON of another host comes', async (type) => {
		for (const core of CORES) {
			sandbox.addFault({ answer: { status: 200, body: { hello: 'world' } } });
			expect(await engines[core].testCredential(type, dataOf(type))).toMatchObject({ status: 'Error' });
		}
	});

	testEach('of %s follows no redirect', async (type) => {
		for (const core of CORES) {
			for (const status of [302, 307]) {
				sandbox.addFault({ answer: { status, headers: { location: `${sandbox.url}/__sandbox/elsewhere` } } });
				await engines[core].testCredential(type, dataOf(type));
			}
		}

		expect(sandbox.requests()).toHaveLength(4);
		expect(sandbox.elsewhere()).toEqual([]);
	});

	testEach('of %s names the Base URL when it has no scheme', async (type) => {
		const data = dataOf(type);
		const { credentials } = await engines.newest.describe();
		const { name, displayName } = credentials.find((one) => one.name === type)!.properties.filter((property) => /url$/i.test(property.name)).at(-1)!;
		for (const core of CORES) {
			for (const baseUrl of ['api.vendor.example', '', 'https://']) {
				expect(await engines[core].testCredential(type, { ...data, [name]: baseUrl })).toEqual({
					status: 'Error',
					message: `The ${displayName} of the credential must start with https:// or http://`,
				});
			}
		}
	});

	testEach('of %s fails when nobody answers', async (type) => {
		const data = withUrlEnd(dataOf(type), '');
		const nobody = Object.fromEntries(
			Object.entries(data).map(([name, value]) => [name, /url$/i.test(name) ? 'http://127.0.0.1:9' : value]),
		);

		expect(await engines.newest.testCredential(type, nobody)).toMatchObject({ status: 'Error' });
		expect(await engines.oldest.testCredential(type, nobody)).toMatchObject({ status: 'Error' });
	});
});
