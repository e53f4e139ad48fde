import { rawItem } from '../../nodes/shared/output/rawItem';

test.each<[string, unknown, object]>([
	['an object as it is', { conversationId: 'a', extra: { deep: [1] } }, { conversationId: 'a', extra: { deep: [1] } }],
	['an empty object', {}, {}],
	['a list', [{ id: 1 }], { data: [{ id: 1 }] }],
	['text', 'OK', { data: 'OK' }],
	['null', null, { data: null }],
	// n8n takes an item with a top-level `error` for a failed one.
	['an object with an error', { id: 1, error: 'none' }, { data: { id: 1, error: 'none' } }],
	['an object whose error is null', { id: 1, error: null }, { data: { id: 1, error: null } }],
	['an object with an error deeper down', { data: { error: 1 } }, { data: { error: 1 } }],
])('%s', (_what, body, item) => {
	expect(rawItem(body)).toEqual(item);
});

test('a body is not copied', () => {
	const body = { conversationId: 'a' };

	expect(rawItem(body)).toBe(body);
});
