import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../testing/engine';
import { CORES } from '../testing/stage';
import { chain, startNode } from '../testing/workflows';
import { serve } from './support/http';
import { failureOf, KEYS, runKeyed, told } from './support/keys';
import { stageOfFile } from './support/stage';

// n8n's store of keys when it is slow, refuses, or is busy: nothing is sent without a key, and nothing hangs.

const stage = stageOfFile();

const created = () => stage.sandbox.created('pingback').length;

describe.each(CORES)('on the %s n8n', (core) => {
	let engine: Engine;

	beforeEach(async () => {
		engine = stage.engines[core];
		await engine.database.clear();
	});
	afterEach(async () => await engine.database.setDelay(0));

	it('fails each item, and sends none, where the store refuses', async () => {
		const date = { id: 'dates', name: 'Dates', type: 'n8n-nodes-base.removeDuplicates', typeVersion: 2 };
		// The same row, kept in another way: n8n refuses it from then on.
		const parameters = {
			...{ operation: 'removeItemsSeenInPreviousExecutions', logic: 'removeItemsUpToStoredDate', dateDedupeValue: '2026-01-01' },
		};
		const row = { ...date, id: KEYS.nodeId, parameters };
		const refusing = await engine.run({ id: KEYS.workflowId, ...chain({ ...startNode, id: 'start' }, row) }, { input: [{}] });
		expect(refusing.status).toBe('success');
		const result = await runKeyed(engine, [{ key: 'a' }, { key: 'b' }]);
		expect(told(result)).toEqual(['validation notCreated', 'validation notCreated']);
		expect(failureOf(result).message).toContain('"Idempotency Key" could not be recorded');
		expect(failureOf(result).description).toContain('incompatible setting');
		expect(created()).toBe(0);
	});

	it('goes on with a slow store, and asks for many keys at once', async () => {
		await engine.database.setDelay(40);
		const items = Array.from({ length: 30 }, (_, key) => ({ key }));
		expect(told(await runKeyed(engine, items))).toEqual(items.map(() => 'created'));
		const writes = await engine.database.writes(KEYS);
		// One by one, each key is written twice: when it is claimed, and when its item is done.
		expect(writes).toBeLessThan(items.length);
		expect(told(await runKeyed(engine, items))).toEqual(items.map(() => 'replayed'));
	});

	// The shorter delay is over while the key is being written: it takes four calls, the last two for that.
	it.each([1500, 300])('fails an item whose key cannot be recorded in time, and gives the key back, with %i ms for each call', async (delay) => {
		await runKeyed(engine, [{ key: 'other' }]);
		// Until the lock is given up.
		await sleep(200);
		await engine.database.setDelay(delay);
		const late = await runKeyed(engine, [{ key: 'a' }], { options: { timeout: 1 } });
		expect(told(late)).toEqual(['validation notCreated']);
		expect(failureOf(late).description).toContain('no answer came in time');
		await engine.database.setDelay(0);
		expect(created()).toBe(1);
		expect(told(await runKeyed(engine, [{ key: 'a' }]))).toEqual(['created']);
	});

	it('can be stopped while it waits for the store, and gives the key back', async () => {
		await runKeyed(engine, [{ key: 'other' }]);
		await engine.database.setDelay(1500);
		const before = await engine.database.writes(KEYS);
		await runKeyed(engine, [{ key: 'a' }], {}, { cancelAfterMs: 100 }).catch(() => undefined);
		// The store is still at it.
		expect(await engine.database.writes(KEYS)).toBe(before);
		await engine.database.setDelay(0);
		expect(told(await runKeyed(engine, [{ key: 'a' }]))).toEqual(['created']);
		expect(created()).toBe(2);
	});

	it('can be stopped while it waits for another execution with the same key', async () => {
		let answer = () => {};
		let isAsked = () => {};
		const asked = new Promise<void>((resolve) => (isAsked = resolve));
		const vendor = await serve((_seen, response) => {
			answer = () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"one"}');
			isAsked();
		});
		const credentials = { pingbackApi: { ...stage.sandbox.credentials.pingbackApi!, baseUrl: vendor.url } };
		const first = runKeyed(engine, [{ key: 'a' }], {}, { credentials });
		await asked;
		await runKeyed(engine, [{ key: 'a' }], {}, { credentials, cancelAfterMs: 100 }).catch(() => undefined);
		// The first one goes on only now.
		answer();
		expect(told(await first)).toEqual(['created']);
		expect(vendor.seen).toHaveLength(1);
		await vendor.stop();
	});

	it('gives the key back that it was about to get when another item failed', async () => {
		await engine.database.setDelay(100);
		const stopped = await runKeyed(engine, [{ key: 'a' }, { key: '' }], { settings: { onError: 'stopWorkflow' } });
		expect(stopped.error?.message).toContain('is required but empty');
		await engine.database.setDelay(0);
		expect(created()).toBe(0);
		expect(told(await runKeyed(engine, [{ key: 'a' }]))).toEqual(['created']);
	});

	it('keeps the key of a request that was on its way when the execution was stopped', async () => {
		stage.sandbox.addFault({ operation: 'conversation.create', created: true, delayMs: 600 });
		await runKeyed(engine, [{ key: 'a' }], {}, { cancelAfterMs: 300 }).catch(() => undefined);
		expect(told(await runKeyed(engine, [{ key: 'a' }]))).toEqual(['duplicate unknown']);
		expect(created()).toBe(1);
	});
});
