// Whole n8n, real HTTP, real databases: each file starts n8n several times, so they run one after the other.
/** @type {import('jest').Config} */
module.exports = {
	displayName: 'e2e',
	testEnvironment: 'node',
	rootDir: '../..',
	roots: ['<rootDir>/test/e2e'],
	testMatch: ['**/*.test.ts'],
	transform: { '^.+\\.ts$': ['ts-jest', { diagnostics: false }] },
	globalSetup: '<rootDir>/test/e2e/support/install.ts',
	testTimeout: 10 * 60_000,
	maxWorkers: 1,
};
