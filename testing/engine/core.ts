import type * as N8nCore from 'n8n-core';
import type * as N8nWorkflow from 'n8n-workflow';
import { existsSync, mkdtempSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import Module, { createRequire } from 'node:module';
import path from 'node:path';

export interface Core {
	version: string;
	core: typeof N8nCore;
	workflow: typeof N8nWorkflow;
	/** Resolves and loads from n8n-core's own place in node_modules. */
	require: NodeRequire;
}

type GetService = <T>(type: new (...args: never[]) => T) => T;

export const repositoryRoot = findUp('package.json', __dirname);

export const baseNodesDir = realpathSync(path.join(repositoryRoot, 'node_modules', 'n8n-nodes-base'));

function findUp(file: string, from: string): string {
	if (existsSync(path.join(from, file))) return from;
	return findUp(file, path.dirname(from));
}

export function makeUserFolder(): string {
	return mkdtempSync(path.join(tmpdir(), 'n8n-engine-'));
}

/**
 * Loads one n8n-core with everything that has to be the same copy as its own.
 * The environment (N8N_USER_FOLDER, N8N_ENCRYPTION_KEY) must be set before.
 */
export function loadCore(packageName: 'n8n-core' | 'n8n-core-1'): Core {
	const manifest = path.join(repositoryRoot, 'node_modules', packageName, 'package.json');
	const coreRequire = createRequire(manifest);

	shareModules(coreRequire);
	coreRequire('reflect-metadata');
	const core = coreRequire('.') as typeof N8nCore;
	const { Container } = coreRequire('@n8n/di') as { Container: { get: GetService } };
	Container.get(core.InstanceSettings);
	if ('EncryptionKeyProxy' in core) useInstanceKey(core, Container.get.bind(Container));

	return {
		version: (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version,
		core,
		workflow: coreRequire('n8n-workflow') as typeof N8nWorkflow,
		require: coreRequire,
	};
}

/**
 * n8n makes community packages use its own n8n-workflow (it prepends its folders to NODE_PATH). Here the package and
 * n8n-nodes-base have another copy closer by, which would break `instanceof` inside the older core.
 */
function shareModules(coreRequire: NodeRequire): void {
	const shared = new Map(['n8n-workflow', '@n8n/di'].map((name) => [name, coreRequire.resolve(name)]));
	shared.set('n8n-core', coreRequire.resolve('.'));

	const resolver = Module as unknown as {
		_resolveFilename(request: string, parent: { filename?: string } | undefined, ...rest: unknown[]): string;
	};
	const original = resolver._resolveFilename;
	resolver._resolveFilename = function (request, parent, ...rest) {
		const isBase = parent?.filename?.startsWith(baseNodesDir);
		if (isBase && request === 'n8n-workflow') return path.join(__dirname, 'workflowForBaseNodes.js');
		return shared.get(request) ?? original.call(this, request, parent, ...rest);
	};
}

/** n8n 2.x asks its database which key encrypts credentials; one that never rotated its keys has this answer. */
function useInstanceKey(core: typeof N8nCore, get: GetService): void {
	const key = {
		id: 'instance',
		value: get(core.Cipher).encryptDEKWithInstanceKey(get(core.InstanceSettings).encryptionKey),
		algorithm: 'aes-256-cbc' as const,
		format: 'no-prefix' as const,
	};
	const getKey = async () => key;
	get(core.EncryptionKeyProxy).setProvider({ getActiveKey: getKey, getKeyById: getKey, getLegacyKey: getKey });
}
