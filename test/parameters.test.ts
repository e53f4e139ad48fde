import { CORES, type Stage, startStage } from '../testing/stage';
import { type NodeToRun, runNode } from '../testing/workflows';

const email = 'ada@sandbox.example';
const item = {
	email,
	name: 'Ada',
	'Full name': 'Ada Lovelace',
	"it's": 'quoted',
	'a].b': 'odd',
	b: 'not this one',
	order: { id: 7, customer: { 'first name': 'Ada' } },
	paid: true,
	empty: '',
	nothing: null,
	list: ['a', 'b'],
};

/** Some are picked from the item, some look as if they could be. */
const EXPRESSIONS = [
	'$json.name',
	'$json["name"]',
	'$json["Full name"]',
	"$json['Full name']",
	`$json["it's"]`,
	"$json['a].b']",
	'$json.order.id',
	'$json.order.customer["first name"]',
	'$json["order"].customer',
	'$json.paid',
	'$json.empty',
	'$json.nothing',
	'$json.nothing.more',
	'$json.missing',
	'$json.missing.more',
	'$json.list',
	'$json.list.length',
	'$json.list[0]',
	'$json.name.length',
	'$json.name.toUpperCase()',
	'$json.toString',
	'$json.constructor',
	'$json.__proto__',
	'$json',
	'$JSON.name',
	'$json.name; $json.b',
];

let stage: Stage;
beforeAll(async () => {
	stage = await startStage();
});
afterAll(async () => await stage.stop());

describe.each(CORES)('on the %s engine', (core) => {
	/** What the vendor got and what came out, for an item and one that has next to nothing. */
	const outcomeOf = async (userName: string): Promise<unknown> => {
		const { chatbotId, ...rest } = stage.sandbox.operations.userDesk!['conversation.create']!.samples[0]!.parameters;
		const node: NodeToRun = {
			vendor: 'userDesk',
			credentials: ['userDeskApi'],
			parameters: { ...rest, chatbotId, userName, userEmail: '={{ $json.email }}' },
			settings: { onError: 'continueRegularOutput' },
		};
		stage.sandbox.reset();
		const { runs } = await runNode(stage.engines[core], node, [item, { email }]);
		const outputs = runs.Node![0]!.outputs.flat().map(({ json }) => ({ ...json, conversationId: undefined }));
		return { outputs, bodies: stage.sandbox.requests().map(({ body }) => body) };
	};

	it.each(EXPRESSIONS)('reads %s as n8n evaluates it', async (expression) => {
		// What stands in a function is n8n's to evaluate.
		expect(await outcomeOf(`={{ ${expression} }}`)).toEqual(await outcomeOf(`={{ (() => { return ${expression} })() }}`));
	});

	it('reads lists of fields as n8n evaluates them', async () => {
		const bodyOf = async (field: (name: string) => string): Promise<unknown> => {
			const { parameters } = stage.sandbox.operations.quickbot!['conversation.create']!.samples[0]!;
			const variables = [{ name: 'name', value: field('name') }, { name: 'static', value: 'as it is' }, { name: field('b'), value: field('order.id') }];
			stage.sandbox.reset();
			await runNode(stage.engines[core], { vendor: 'quickbot', parameters: { ...parameters, additionalFields: { prefilledVariables: { variables } } } }, [item]);
			return stage.sandbox.requests().map(({ body }) => body);
		};
		const picked = await bodyOf((name) => `={{ $json.${name} }}`);
		expect(picked).toEqual(await bodyOf((name) => `={{ ($json.${name}) }}`));
		expect(picked).toMatchObject([{ prefilledVariables: { name: 'Ada', static: 'as it is' } }]);
	});

	it('does not shortcut a text that only contains a field', async () => {
		expect(await outcomeOf('=Dear {{ $json.name }}')).toMatchObject({ bodies: [{ userName: 'Dear Ada' }, { userName: 'Dear ' }] });
	});
});
