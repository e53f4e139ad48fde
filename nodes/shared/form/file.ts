import type { IBinaryData } from 'n8n-workflow';
import { isRecord } from '../base/json';
import { wordsOf } from '../base/wordsOf';
import type { ItemOfForm, ParameterReader } from './parameterReader';

/** A file of an item. */
export interface File {
	bytes: Uint8Array;
	fileName: string;
	mimeType: string;
}

/**
 * The file that a field names, such as `data`; undefined when left empty. An expression may also give the file itself.
 * Throws InvalidInput that says which files the item has.
 */
export async function file(form: ParameterReader, name: string): Promise<File | undefined> {
	const property = form.value(name);
	if (property === undefined) return undefined;
	const { item } = form;
	if (!item) throw new TypeError('Only an item has files');
	const found = find(item, property);
	if (!found) throw form.invalid(name, `names no file of the item (${JSON.stringify(property)})`, whatThereIs(item));
	const bytes = await read(item, property).catch((error: unknown) => {
		throw form.invalid(name, `names a file that cannot be read: ${wordsOf(error)}`, 'Execute the node before it again.');
	});
	return { bytes, fileName: found.fileName ?? 'file', mimeType: found.mimeType };
}

export const requiredFile = async (form: ParameterReader, name: string): Promise<File> => form.required(name, await file(form, name));

/** n8n's own lookup: by name, or by path where binary data is kept in the item's JSON. */
function find({ n8n, itemIndex }: ItemOfForm, property: unknown): IBinaryData | undefined {
	try {
		return n8n.helpers.assertBinaryData(itemIndex, property as string);
	} catch {
		return undefined;
	}
}

const read = async ({ n8n, itemIndex }: ItemOfForm, property: unknown): Promise<Buffer> =>
	await n8n.helpers.getBinaryDataBuffer(itemIndex, property as string);

function whatThereIs({ n8n, itemIndex }: ItemOfForm): string {
	const { json = {}, binary = {} } = n8n.getInputData()[itemIndex] ?? {};
	const names = [...Object.keys(binary), ...Object.keys(json).filter((key) => isFile(json[key]))];
	return names.length === 0 ? 'The item has no file: let the node before it put one out.' : `The item has: ${names.join(', ')}.`;
}

const isFile = (value: unknown): boolean => isRecord(value) && typeof value.mimeType === 'string' && ('data' in value || 'id' in value);
