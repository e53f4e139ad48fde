import type { ICredentialType, INodeProperties } from 'n8n-workflow';
import type { Leaf } from './form';
import { choicesOf, leavesOf } from './form';

/** The options that every operation has: how-it-works.md says what they do. */
const SAME_EVERYWHERE = new Set(['options.concurrency', 'options.maxRetries', 'options.timeout']);

/** The table of an operation's fields, as the built node has them. */
export function operationTable(properties: INodeProperties[], resource?: string, operation?: string): string {
	const leaves = leavesOf(properties, resource, operation);
	const ofOperation = leaves.filter(({ path }) => !SAME_EVERYWHERE.has(path));
	const timeout = leaves.find(({ path }) => path === 'options.timeout')?.field.default;
	return [
		table(ofOperation, properties),
		...(timeout === undefined
			? []
			: ['', `Under **Options** also [Concurrency, Max Retries and Timeout](how-it-works.md#options), here ${String(timeout)} seconds.`]),
	].join('\n');
}

/** The table of the options that every operation has. */
export const optionsTable = (properties: INodeProperties[], resource: string, operation: string): string =>
	table(
		leavesOf(properties, resource, operation).filter(({ path }) => SAME_EVERYWHERE.has(path)),
		properties,
	);

export const credentialTable = ({ properties }: ICredentialType): string => table(leavesOf(properties), properties);

const table = (leaves: Leaf[], all: INodeProperties[]): string =>
	[
		'| Field | Parameter | Value | Default | What it is |',
		'| --- | --- | --- | --- | --- |',
		...leaves.map((leaf) =>
			row([leaf.names.join(' → '), `\`${leaf.path}\``, kindOf(leaf.field), defaultOf(leaf), meaningOf(leaf.field, all)]),
		),
	].join('\n');

const row = (cells: string[]) => `| ${cells.map((cell) => cell.replace(/\|/g, '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;

const KINDS: Partial<Record<INodeProperties['type'], string>> = {
	boolean: 'on or off',
	json: 'JSON',
	resourceLocator: 'From List, By ID',
	string: 'text',
};

function kindOf(field: INodeProperties): string {
	const choices = choicesOf(field);
	if (choices.length > 0) return choices.map(({ value }) => `\`${String(value)}\``).join(', ');
	if (field.typeOptions?.password) return 'secret';
	if (field.type !== 'number') return KINDS[field.type] ?? field.type;
	const { minValue, maxValue } = field.typeOptions ?? {};
	if (minValue === undefined) return 'number';
	return maxValue === undefined ? `number from ${minValue}` : `number, ${minValue} to ${maxValue}`;
}

function defaultOf({ path, field }: Leaf): string {
	// A filter that is not added does not filter, whatever it shows at first.
	if (path.startsWith('filters.')) return '';
	if (field.type === 'boolean') return field.default === true ? 'on' : 'off';
	if (field.type === 'resourceLocator' || field.default === '') return field.required ? '**required**' : '';
	return `\`${String(field.default)}\``;
}

const meaningOf = (field: INodeProperties, all: INodeProperties[]): string =>
	[field.description ?? choicesOf(field).map(choiceText).join(' '), conditionOf(field, all)].filter(Boolean).join('. ').replace(/\.\. /g, '. ');

const choiceText = ({ name, description }: { name: string; description?: string }) =>
	description ? `**${name}**: ${description.replace(/\.?$/, '.')}` : `**${name}**.`;

/** The values of other fields with which this one is shown. */
const conditionOf = ({ displayOptions }: INodeProperties, all: INodeProperties[]): string =>
	Object.entries(displayOptions?.show ?? {})
		.filter(([name]) => name !== 'resource' && name !== 'operation')
		.map(([name, values]) => {
			if (name === '@tool') return "Shown where the node is an agent's tool";
			const other = all.find((field) => field.name === name && choicesOf(field).length > 0);
			const nameOf = (value: unknown) => (other && choicesOf(other).find((choice) => choice.value === value)?.name) ?? stateOf(value);
			return `Shown with **${other?.displayName ?? titleOf(name, all)}** set to ${(values as unknown[]).map(nameOf).join(' or ')}`;
		})
		.join('. ');

const titleOf = (name: string, all: INodeProperties[]) => all.find((field) => field.name === name)?.displayName ?? name;
const stateOf = (value: unknown) => (typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value));
