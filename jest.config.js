const test = (...names) => names.map((name) => `<rootDir>/test/${name}`);

/** Nothing of these starts n8n's engine: they are done in about a minute. */
const WITHOUT_ENGINE = test('unit/**/*.test.ts', 'automaticPlaces.test.ts', 'manifest.test.ts', 'pace.test.ts', 'random.test.ts', 'sandbox*.test.ts');
/** Runs all other projects once more, for a vendor that does not exist. */
const NEW_VENDOR = test('newVendor.test.ts');

const project = (displayName, testMatch) => ({
	displayName,
	testMatch,
	testEnvironment: 'node',
	// All that tests import, so that jest can tell which of them a file concerns.
	roots: ['bench', 'credentials', 'nodes', 'scripts', 'test', 'testing'].map((folder) => `<rootDir>/${folder}`),
	transform: { '^.+\\.ts$': ['ts-jest', { diagnostics: false }] },
});
const except = (patterns) => patterns.map((pattern) => pattern.replace('<rootDir>', '!**'));

/** The end-to-end tests have a configuration of their own, in test/e2e. @type {import('jest').Config} */
module.exports = {
	projects: [
		project('unit', WITHOUT_ENGINE),
		project('engine', [...test('*.test.ts'), ...except(WITHOUT_ENGINE), ...except(NEW_VENDOR)]),
		project('newVendor', NEW_VENDOR),
	],
	testTimeout: 60_000,
	maxWorkers: 2,
};
