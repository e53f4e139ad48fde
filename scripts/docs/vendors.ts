import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { ICredentialType, INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import { repositoryRoot } from '../../testing/engine/core';
import { allVendors } from '../../testing/vendors';
import { choicesOf } from './form';
import type { DocsStage } from './stage';

/** What the built package has of one vendor. */
export interface ListedVendor {
	displayName: string;
	/** Its node, and its trigger where it has one. */
	node: INodeTypeDescription;
	triggers: INodeTypeDescription[];
	credentials: ICredentialType[];
	/** In docs/. */
	page: string;
	packageName: string;
}

/** By the names that people know, which is the order of every list of vendors. */
export async function listVendors({ engine, credential }: DocsStage): Promise<ListedVendor[]> {
	const { nodes } = await engine.describe();
	const vendors = allVendors().map(({ name, credentials }): ListedVendor => {
		const node = nodes.find((one) => one.name === name);
		if (!node) throw new Error(`The package has no node "${name}"`);
		return {
			displayName: node.displayName,
			node,
			triggers: nodes.filter((one) => one.name.startsWith(name) && one.group.includes('trigger')),
			credentials: Object.keys(credentials('')).map(credential),
			page: namedLike(name, 'docs', '.md'),
			packageName: namedLike(`n8nnodes${name}`, 'packages', ''),
		};
	});
	return vendors.sort((a, b) => (a.displayName < b.displayName ? -1 : 1));
}

/** The one that has this name but for hyphens and capitals. */
function namedLike(name: string, folder: string, end: string): string {
	const found = readdirSync(path.join(repositoryRoot, folder)).find((file) => file.replaceAll('-', '') === `${name.toLowerCase()}${end}`);
	if (!found || !existsSync(path.join(repositoryRoot, folder, found))) throw new Error(`There is nothing of ${name} in ${folder}/`);
	return found;
}

/** `A, B and C`. */
export const enumerated = (names: string[]): string => [names.slice(0, -1).join(', '), ...names.slice(-1)].filter(Boolean).join(' and ');

const lists: Record<string, (vendors: ListedVendor[]) => string> = {
	names: (vendors) =>
		`n8n nodes that open a conversation with a chatbot or support vendor, and carry it on: ${enumerated(vendors.map(({ displayName }) => `**${displayName}**`))}.`,

	matrix: (vendors) =>
		table(
			['Vendor', 'What it can do', 'If Exists: Reuse finds', 'From List', 'Starts a workflow'],
			vendors.map(({ displayName, page, node, triggers }) => [
				`[${displayName}](docs/${page})`,
				optionsOf(node, 'operation').map(({ action }) => action).join(', '),
				optionsOf(node, 'ifExists').flatMap(({ description }) => /^Return (.+) instead/.exec(description ?? '')?.[1] ?? []).join(', '),
				unique(fieldsOf(node).filter(({ type }) => type === 'resourceLocator').map((field) => field.displayName)).join(', '),
				triggers.flatMap((trigger) => optionsOf(trigger, 'event').map(({ name }) => name)).join(', '),
			]),
		),

	credentials: (vendors) =>
		table(
			['Credential', 'What it needs', 'Where to find it', 'What its test can tell'],
			vendors.flatMap(({ credentials }) => credentials.map((credential) => [credential.displayName, needsOf(credential), placeOf(credential), testOf(credential)])),
		),

	pages: (vendors) =>
		table(
			['Vendor', 'Its node'],
			vendors.map(({ displayName, page, node }) => [`[${displayName}](${page})`, node.description]),
		),

	packages: (vendors) =>
		table(
			['package', 'nodes'],
			[
				['`n8n-nodes-conversations`', 'all of them'],
				...vendors.map(({ packageName, node, triggers }) => [`\`${packageName}\``, [node, ...triggers].map(({ displayName }) => displayName).join(', ')]),
			],
		),

	hosts: (vendors) =>
		table(
			['Host', 'What for'],
			unique(
				vendors.flatMap(({ displayName, credentials }) =>
					credentials.flatMap(({ properties }) =>
						properties
							.filter(({ name, type }) => /url$/i.test(name) && type !== 'hidden')
							.filter(({ default: address }) => String(address).startsWith('https://'))
							.map(({ name, default: address, description }) =>
								[new URL(String(address)).host, name === 'baseUrl' ? displayName : `${displayName}: ${description}`].join('\n'),
							),
					),
				),
			).map((row) => row.split('\n')).map(([host, what]) => [`\`${host}\``, what!]),
		),
};

/** A table of all vendors, from what is built. */
export async function vendorList(stage: DocsStage, name: string): Promise<string> {
	const list = lists[name];
	if (!list) throw new Error(`There is no list "${name}" of the vendors`);
	return list(await listVendors(stage));
}

const table = (head: string[], rows: string[][]): string =>
	[head, head.map(() => '---'), ...rows.map((cells) => cells.map((cell) => cell || '–'))].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const unique = <T>(values: T[]): T[] => [...new Set(values)];

const fieldsOf = ({ properties }: INodeTypeDescription): INodeProperties[] => properties;

const optionsOf = (node: INodeTypeDescription, name: string): INodePropertyOptions[] => node.properties.filter((field) => field.name === name).flatMap(choicesOf);

/** What is filled in, as `Access Token, or Email and Password` where there is a choice. */
function needsOf({ properties }: ICredentialType): string {
	const wanted = properties.filter(({ name, type }) => type === 'string' && !/url$/i.test(name));
	const choiceOf = ({ displayOptions }: INodeProperties) => JSON.stringify(displayOptions?.show ?? {});
	const namesWith = (choice: string) => wanted.filter((field) => choiceOf(field) === choice).map(({ displayName }) => displayName);
	return unique(wanted.map(choiceOf)).map((choice) => enumerated(namesWith(choice))).join(', or ');
}

const secretOf = ({ name, properties }: ICredentialType): INodeProperties | undefined => {
	const { secret } = accountOf(name);
	return properties.find((field) => field.name === secret.field);
};

/** The first sentence of its description. */
const placeOf = (credential: ICredentialType): string => (secretOf(credential)?.description ?? '').split(/\.(?: |$)/)[0]!.replaceAll('|', '\\|');

function testOf({ name }: ICredentialType): string {
	const { test, rejectedOnlyBy } = accountOf(name);
	// n8n connects an OAuth2 credential, and has no test for it.
	if (!test) return '';
	return rejectedOnlyBy ? 'wrong only ¹' : 'right or wrong';
}

const accountOf = (type: string) => {
	const account = allVendors().flatMap(({ accounts }) => Object.entries(accounts)).find(([name]) => name === type)?.[1];
	if (!account) throw new Error(`No stand-in declares ${type}`);
	return account;
};
