import { pause, Stop, within } from '../../nodes/shared/send/stop';

const after = async <T>(ms: number, result: T) => await new Promise<T>((resolve) => void setTimeout(() => resolve(result), ms));

describe('work within a time', () => {
	test.each<[string, number, number, unknown]>([
		['ends in time', 20, 500, 'done'],
		['takes too long', 300, 50, 'timeout'],
	])('that %s', async (_what, takes, allowed, expected) => {
		expect(await within(after(takes, 'done'), allowed, new Stop())).toBe(expected);
	});

	test('of several, each has its own', async () => {
		const started = performance.now();
		const ended = async (allowed: number) => {
			expect(await within(after(2000, 'done'), allowed, new Stop())).toBe('timeout');
			return performance.now() - started - allowed;
		};
		const lateness = await Promise.all([ended(400), ended(150), ended(150), ended(20)]);

		expect(Math.min(...lateness)).toBeGreaterThanOrEqual(-1);
		expect(lateness[3]).toBeLessThan(380);
	});

	test('that fails', async () => {
		await expect(within(Promise.reject(new Error('failed')), 500, new Stop())).rejects.toThrow('failed');
	});

	test('that is cancelled', async () => {
		const cancelled = new Stop();
		setTimeout(() => cancelled.give(), 20);

		expect(await within(after(300, 'done'), 500, cancelled)).toBe('cancelled');
	});

	test('that was cancelled before', async () => {
		const cancelled = new Stop();
		cancelled.give();

		expect(await within(after(20, 'done'), 500, cancelled)).toBe('cancelled');
	});

	test('leaves nobody listening', async () => {
		const cancelled = new Stop();
		for (let index = 0; index < 3; index += 1) {
			await within(after(1, 'done'), 500, cancelled);
			await within(after(50, 'done'), 1, cancelled);
			await within(Promise.reject(new Error('failed')), 500, cancelled).catch(() => undefined);
			await pause(1, cancelled);
		}

		expect((cancelled as unknown as { listeners: Set<unknown> }).listeners.size).toBe(0);
	});
});

describe('a pause', () => {
	test('ends by itself', async () => {
		const started = Date.now();
		await pause(50, new Stop());

		expect(Date.now() - started).toBeGreaterThanOrEqual(45);
	});

	test.each([0, 20])('ends when the stop is given, %i ms later', async (ms) => {
		const stop = new Stop();
		if (ms === 0) stop.give();
		else setTimeout(() => stop.give(), ms);
		const started = Date.now();
		await pause(600, stop);

		expect(Date.now() - started).toBeLessThan(500);
	});
});

test('the word is given to each listener once', () => {
	const stop = new Stop();
	const heard: string[] = [];
	stop.listen(() => heard.push('a'));
	const leave = stop.listen(() => heard.push('b'));
	leave();
	stop.give();
	stop.give();
	stop.listen(() => heard.push('late'));

	expect(heard).toEqual(['a', 'late']);
});
