import { sublimeSearch } from '@n8n/utils/search/sublime-search';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

// What is found in n8n's node panel, by its own search over what it searches in.

interface Listed {
	name: string;
	properties: { displayName: string; codex?: { alias?: string[] } };
}

const KEYS = [
	{ key: 'properties.displayName', weight: 1.3 },
	{ key: 'properties.codex.alias', weight: 1 },
];
const nodes = path.join(__dirname, '..', '..', 'nodes');
const ours = readdirSync(nodes, { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.node.json'))
	.map((file): Listed => {
		const { alias } = JSON.parse(readFileSync(path.join(nodes, file), 'utf8')) as { alias: string[] };
		const source = readFileSync(path.join(nodes, file.replace('.json', '.ts')), 'utf8');
		return { name: path.basename(file, '.node.json'), properties: { displayName: /displayName: '(.+)'/.exec(source)![1]!, codex: { alias } } };
	});
const theirs = (JSON.parse(readFileSync(require.resolve('n8n-nodes-base/dist/types/nodes.json'), 'utf8')) as Array<Listed['properties'] & { name: string }>).map(
	(properties): Listed => ({ name: properties.name, properties }),
);
const search = (words: string, list: Listed[]) => sublimeSearch(words, list, KEYS).map(({ item }) => item.name);

const ALL = ['Pingback', 'PoppyAi', 'Quickbot', 'UserDesk'];
test.each<[string, string[]]>([
	['create conversation', ALL],
	['new conversation', ALL],
	['create', ALL],
	['conversation', ALL],
	['send message', ALL],
	['live chat', ALL],
	['chatbot', ['PoppyAi', 'Quickbot', 'UserDesk']],
	['ai bot', ['PoppyAi', 'Quickbot', 'UserDesk']],
	['support chat', ['Pingback', 'UserDesk']],
	['new message', ['PingbackTrigger']],
	['poppy', ['PoppyAi']],
	['poppy.ai', ['PoppyAi']],
	['getpoppy', ['PoppyAi']],
	['quick bot', ['Quickbot']],
	['quickbot', ['Quickbot']],
	['quick.bot', ['Quickbot']],
	['user desk', ['UserDesk']],
	['userdesk', ['UserDesk']],
	['ping back', ['Pingback', 'PingbackTrigger']],
	['pingback', ['Pingback', 'PingbackTrigger']],
	['pingback.live', ['Pingback', 'PingbackTrigger']],
])('%j finds %j', (words, names) => {
	expect(search(words, ours)).toEqual(expect.arrayContaining(names));
	if (!['create', 'conversation', 'send message', 'live chat'].includes(words)) expect(search(words, [...ours, ...theirs]).slice(0, 8)).toEqual(expect.arrayContaining(names));
});

test('of another product there is no word', () => {
	expect(JSON.stringify(ours)).not.toMatch(/typebot/i);
});
