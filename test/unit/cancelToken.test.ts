import { pause, CancelToken, withTimeout } from '../../nodes/shared/send/cancelToken';

const after = async <T>(ms: number, result: T) => await new Promise<T>((resolve) => void setTimeout(() => resolve(result), ms));
const NEVER = new Promise<string>(() => {});
const LONGER_THAN_A_TEST_MS = 100_000;

describe('work within a time', () => {
	test.each<[string, number, number, unknown]>([
		['ends in time', 20, 500, 'done'],
		['takes too long', 300, 50, 'timeout'],
	])('that %s', async (_what, takes, allowed, expected) => {
		expect(await withTimeout(after(takes, 'done'), allowed, new CancelToken())).toBe(expected);
	});

	test('has its own time limit beside others', async () => {
		const started = performance.now();
		const stop = new CancelToken();
		const long = withTimeout(NEVER, LONGER_THAN_A_TEST_MS, stop);
		const ended = async (allowed: number) => {
			expect(await withTimeout(NEVER, allowed, new CancelToken())).toBe('timeout');
			return performance.now() - started - allowed;
		};
		const lateness = await Promise.all([ended(400), ended(150), ended(150), ended(20)]);
		stop.cancel();

		expect(Math.min(...lateness)).toBeGreaterThanOrEqual(-1);
		expect(await long).toBe('cancelled');
	});

	test('that fails', async () => {
		await expect(withTimeout(Promise.reject(new Error('failed')), 500, new CancelToken())).rejects.toThrow('failed');
	});

	test('that is cancelled', async () => {
		const cancelled = new CancelToken();
		setTimeout(() => cancelled.cancel(), 20);

		expect(await withTimeout(after(300, 'done'), 500, cancelled)).toBe('cancelled');
	});

	test('that was cancelled before', async () => {
		const cancelled = new CancelToken();
		cancelled.cancel();

		expect(await withTimeout(after(20, 'done'), 500, cancelled)).toBe('cancelled');
	});

	test('leaves no listener behind', async () => {
		const cancelled = new CancelToken();
		for (let index = 0; index < 3; index += 1) {
			await withTimeout(after(1, 'done'), 500, cancelled);
			await withTimeout(after(50, 'done'), 1, cancelled);
			await withTimeout(Promise.reject(new Error('failed')), 500, cancelled).catch(() => undefined);
			await pause(1, cancelled);
		}

		expect((cancelled as unknown as { listeners: Set<unknown> }).listeners.size).toBe(0);
	});
});

describe('a pause', () => {
	test('ends by itself', async () => {
		const started = Date.now();
		await pause(50, new CancelToken());

		expect(Date.now() - started).toBeGreaterThanOrEqual(45);
	});

	test.each([0, 20])('ends when the token is cancelled, %i ms later', async (ms) => {
		const stop = new CancelToken();
		if (ms === 0) stop.cancel();
		else setTimeout(() => stop.cancel(), ms);

		// Timers of one process fire in their order, however late they are.
		expect(await Promise.race([pause(2000, stop), after(1500, 'late')])).toBeUndefined();
	});
});

test('a token tells each listener once', () => {
	const stop = new CancelToken();
	const heard: string[] = [];
	stop.onCancel(() => heard.push('a'));
	const leave = stop.onCancel(() => heard.push('b'));
	leave();
	stop.cancel();
	stop.cancel();
	stop.onCancel(() => heard.push('late'));

	expect(heard).toEqual(['a', 'late']);
});
