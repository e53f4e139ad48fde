import { OutputMemory } from '../../nodes/shared/keys/outputMemory';

// How many outputs are remembered for the keys of a node, and which are forgotten.

const long = (characters: number) => [{ text: 'x'.repeat(characters) }];
const memoryOf = (...keys: string[]): OutputMemory => {
	const memory = new OutputMemory();
	for (const key of keys) memory.add(key, [{ key }]);
	return memory;
};
const keysOf = (memory: OutputMemory) => Object.keys(memory.toSaved());
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `key ${index}`);

it('puts out what was added, and not what was forgotten', () => {
	const memory = memoryOf('a', 'b');
	memory.forget('a');
	expect([memory.get('a'), memory.get('b')]).toEqual([undefined, [{ key: 'b' }]]);
});

it('forgets the oldest of more than 2,000', () => {
	expect(keysOf(memoryOf(...numbered(2002)))).toEqual(numbered(2002).slice(2));
});

it('counts one that was added again as the newest', () => {
	expect(keysOf(memoryOf('again', ...numbered(1999), 'again', 'last'))).toEqual([...numbered(1999).slice(1), 'again', 'last']);
});

it('forgets the oldest where they have more than 512 KiB of text', () => {
	const memory = new OutputMemory();
	for (const key of numbered(14)) memory.add(key, long(50_000));
	expect(keysOf(memory)).toEqual(numbered(14).slice(4));
});

it.each([
	['that was forgotten', (memory: OutputMemory, key: string) => memory.forget(key)],
	['that was added again', () => {}],
])('has room again for one %s', (_which, before) => {
	const memory = memoryOf('oldest');
	for (let time = 0; time < 20; time += 1) {
		memory.add('same', long(50_000));
		before(memory, 'same');
	}
	expect(memory.get('oldest')).toEqual([{ key: 'oldest' }]);
});

it('has all its room again once it is cleared', () => {
	const memory = memoryOf();
	for (const key of numbered(10)) memory.add(key, long(50_000));
	memory.clear();
	for (const key of numbered(10)) memory.add(`again ${key}`, long(50_000));
	expect(keysOf(memory)).toHaveLength(10);
});

it('does not keep one that would take a tenth of the room', () => {
	const memory = memoryOf('other');
	memory.add('long', long(60_000));
	expect(keysOf(memory)).toEqual(['other']);
});

it('keeps what is here over what was saved, which counts as older', () => {
	const memory = memoryOf('here', 'both');
	memory.load({ saved: '[{"key":"saved"}]', both: '[{"key":"older"}]', odd: 1 });
	expect(keysOf(memory)).toEqual(['saved', 'here', 'both']);
	expect(memory.get('both')).toEqual([{ key: 'both' }]);
});

it('takes of what was saved only what has room beside what is here', () => {
	const memory = memoryOf(...numbered(1999));
	memory.load({ 'saved first': '[]', 'saved last': '[]' });
	expect(keysOf(memory)).toEqual(['saved last', ...numbered(1999)]);
});

it.each([undefined, null, 'text', 1])('loads nothing from %j', (saved) => {
	const memory = memoryOf('here');
	memory.load(saved);
	expect(keysOf(memory)).toEqual(['here']);
});
