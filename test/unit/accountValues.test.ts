import * as ofCredentials from '../../credentials/shared/values';
import { SecretsByAccount, secretValues } from '../../nodes/shared/account/secrets';
import * as ofNodes from '../../nodes/shared/account/values';

describe.each([
	['credentials', ofCredentials],
	['nodes', ofNodes],
])('the checks of the %s', (_folder, { isBaseUrl, strayCharacter }) => {
	test.each<[string, string | undefined]>([
		['sk-live_9f8e.7d6c~5b4a/+=', undefined],
		['two words', undefined],
		['', undefined],
		['a\u200Bb', 'U+200B'],
		['a\nb', 'U+000A'],
		['a\u00A0b', 'U+00A0'],
		['•••', 'U+2022'],
		['🔑', 'U+1F511'],
	])('of the key %j', (key, stray) => {
		expect(strayCharacter(key)).toBe(stray);
	});

	test.each<[string, boolean]>([
		['https://api.vendor.example', true],
		['http://127.0.0.1:8080/a/b', true],
		['HTTPS://api.vendor.example/v1', true],
		['api.vendor.example', false],
		['https://', false],
		['https://api.vendor.example\\@elsewhere.example', false],
		['https://api.vendor.example/v1\\..', false],
		['https:\\\\api.vendor.example', false],
		['https://me@api.vendor.example', false],
		['https://api.vendor.example/v1?a=b', false],
		['https://api.vendor.example/#a', false],
		['https://api.vendor .example', false],
		['https://api.vendor.example/a b', false],
		['ftp://api.vendor.example', false],
		['https://[', false],
	])('of the Base URL %j', (url, isOne) => {
		expect(isBaseUrl(url)).toBe(isOne);
	});
});

describe('the secrets of a credential', () => {
	test('are the trimmed values of the named fields, also inside of objects', () => {
		const credentials = {
			apiKey: ' sandbox-key\n',
			pin: 123456,
			short: '12345',
			email: 'someone@sandbox.example',
			oauthTokenData: { access_token: 'access-1', refresh_token: 'refresh-1', token_type: 'Bearer', scope: 'everything', more: [{ id_token: 'identity-1' }] },
			empty: null,
		};
		const fields = ['apiKey', 'pin', 'short', 'oauthTokenData', 'empty', 'missing'];
		expect(secretValues(credentials as never, fields)).toEqual(['sandbox-key', '123456', 'access-1', 'refresh-1', 'identity-1']);
	});

	test('only grow, in a list that stays identical while nothing is new', () => {
		const secrets = new SecretsByAccount().of('account');
		secrets.add(['first-token']);
		const { list } = secrets;
		secrets.add(['first-token']);
		expect(secrets.list).toBe(list);
		secrets.add(['second-token']);
		expect([list, secrets.list]).toEqual([['first-token'], ['first-token', 'second-token']]);
	});
});
