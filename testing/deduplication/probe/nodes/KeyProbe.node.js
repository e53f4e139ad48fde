const { setTimeout: sleep } = require('node:timers/promises');

/** Takes the steps that stand under its name, and adds what came of each to the item it was given. */
class KeyProbe {
	description = {
		displayName: 'Key Probe',
		name: 'keyProbe',
		group: ['transform'],
		version: 1,
		description: 'Call the helpers that n8n gives to nodes',
		defaults: { name: 'Key Probe' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [{ displayName: 'Steps', name: 'steps', type: 'json', default: '{}' }],
	};

	async execute() {
		const given = this.getNodeParameter('steps', 0);
		const { name } = this.getNode();
		const steps = (typeof given === 'string' ? JSON.parse(given) : given)[name] ?? [];
		const outcomes = [];
		for (const step of steps) outcomes.push(await take(this, step));
		const before = this.getInputData()[0].json.outcomes ?? {};
		return [[{ json: { outcomes: { ...before, [name]: outcomes } } }]];
	}
}

async function take(context, step) {
	// Not one of n8n's answers: it ends the execution.
	if (step.do === 'fail') throw new Error(step.message);
	try {
		return { value: (await ways[step.do](context, step)) ?? null };
	} catch (error) {
		return { error: { name: error.name, message: error.message } };
	}
}

const options = ({ mode = 'entries', maxEntries }) => ({ mode, maxEntries });

const ways = {
	check: ({ helpers }, step) => helpers.checkProcessedAndRecord(step.values, step.scope ?? 'node', options(step)),
	checkItems: ({ helpers }, step) => helpers.checkProcessedItemsAndRecord(step.key, step.items, 'node', options(step)),
	remove: ({ helpers }, step) => helpers.removeProcessed(step.values, step.scope ?? 'node', options(step)),
	count: ({ helpers }, step) => helpers.getProcessedDataCount(step.scope ?? 'node', options(step)),
	clear: ({ helpers }, step) => helpers.clearAllProcessedItems(step.scope ?? 'node', options(step)),
	atOnce: (context, step) => Promise.all(step.steps.map((one) => take(context, one))),
	wait: (_, step) => sleep(step.ms),
	staticData(context, step) {
		const data = context.getWorkflowStaticData(step.type ?? 'node');
		const before = JSON.parse(JSON.stringify(data));
		Object.assign(data, step.set);
		return before;
	},
};

exports.KeyProbe = KeyProbe;
