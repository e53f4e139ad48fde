import type { IDataObject } from 'n8n-workflow';
import type { RecordedRequest, Sandbox, Sample } from '../../testing/sandbox';
import { secretHeaders } from '../../testing/sandbox';
import { jsons, runNode } from '../../testing/workflows';
import { choicesOf, leavesOf } from './form';
import { asJson, fence } from './markdown';
import { stable } from './stable';
import type { DocsStage } from './stage';
import { sampleOf } from './stage';

interface Example {
	vendor: string;
	sample: Sample;
	request: RecordedRequest;
	items: IDataObject[];
}

/** What comes out of a sample: one item as it is, several as a list. */
export async function output(stage: DocsStage, subject: string): Promise<string> {
	return outputOf(await play(stage, subject));
}

/** What is filled in, what is sent, and what comes out. */
export async function example(stage: DocsStage, subject: string): Promise<string> {
	const played = await play(stage, subject);
	return [
		'**Filled in**',
		'',
		filledIn(stage, played),
		'',
		'<details><summary>What is sent</summary>',
		'',
		fence('http', stable(requestText(stage, played.request), asJson(played.sample))),
		'',
		'</details>',
		'',
		'**Comes out**',
		'',
		outputOf(played),
	].join('\n');
}

async function play(stage: DocsStage, subject: string): Promise<Example> {
	const [vendor = '', operation = '', ...words] = subject.split(' ');
	const name = words.join(' ') || 'smallest';
	const sample = sampleOf(stage, vendor, operation, name);
	stage.sandbox.reset();
	const items = jsons(await runNode(stage.engine, { vendor, ...sample }));
	const request = stage.sandbox.requests().at(-1);
	if (!request || request.refusal) throw new Error(`${subject}: ${request?.refusal ?? 'nothing was sent'}`);
	return { vendor, sample, request, items };
}

const outputOf = ({ items, sample }: Example): string =>
	fence('json', stable(asJson(items.length === 1 ? items[0] : items), asJson(sample)));

function filledIn(stage: DocsStage, { vendor, sample }: Example): string {
	const { resource, operation } = sample.parameters as Record<string, string>;
	const leaves = leavesOf(stage.node(vendor).properties, resource, operation);
	return leaves
		.flatMap(({ names, path, field }) =>
			valuesAt(sample.parameters, path.split('.'))
				.filter((value) => !String(value).startsWith(stage.sandbox.url))
				.map((value) => {
					const choice = choicesOf(field).find((one) => one.value === value);
					return `- ${names.join(' → ')}: ${choice ? choice.name : `\`${textOf(value)}\``}`;
				}),
		)
		.join('\n');
}

/** The values at a path, one for each entry of a list on the way. */
function valuesAt(value: unknown, [name, ...rest]: string[]): unknown[] {
	if (Array.isArray(value)) return value.flatMap((entry) => valuesAt(entry, [name ?? '', ...rest]));
	if (name === undefined) return value === undefined ? [] : [value];
	return valuesAt((value as IDataObject | undefined)?.[name], rest);
}

function textOf(value: unknown): string {
	if (typeof value === 'boolean') return value ? 'on' : 'off';
	const isLocator = typeof value === 'object' && value !== null && 'value' in value;
	return String(isLocator ? value.value : value);
}

function requestText(stage: DocsStage, { method, path, query, headers, body }: RecordedRequest): string {
	const asked = new URLSearchParams(query as Record<string, string>).toString();
	const secrets = secretHeaders(headers).map(({ name, before }) => `${name}: ${before}••••••`);
	const [type = ''] = String(headers['content-type'] ?? '').split(';');
	return [
		`${method} ${publicUrl(stage, stage.sandbox.url + path)}${asked && `?${asked}`}`,
		...secrets,
		// The records show every body as JSON.
		...(['', 'application/json'].includes(type) ? [] : [`content-type: ${type}`]),
		...(body === undefined ? [] : ['', asJson(body)]),
	].join('\n');
}

/** The vendor's own address in place of its stand-in's. */
function publicUrl(stage: DocsStage, url: string): string {
	const [standIn, address] = baseUrls(stage).find(([base]) => url.startsWith(`${base}/`)) ?? ['', ''];
	return url.replace(standIn, address);
}

const baseUrls = ({ sandbox, credential }: Pick<DocsStage, 'sandbox' | 'credential'>): Array<[string, string]> =>
	Object.entries((sandbox as Sandbox).credentials).flatMap(([type, data]) =>
		credential(type)
			.properties.filter(({ name }) => /baseUrl$/i.test(name))
			.map(({ name, default: address }): [string, string] => [data[name] ?? '', String(address)]),
	);
