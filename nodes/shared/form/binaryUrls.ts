import { wordsOf } from '../base/wordsOf';
import type { ParameterReader } from './parameterReader';

/** Addresses of the item's binary fields that a field names, separated by commas. Throws InvalidInput. */
export function binaryUrls(form: ParameterReader, name: string): string[] {
	const fields = (form.text(name) ?? '').split(',').map((field) => field.trim());
	return fields.filter(Boolean).map((field) => {
		let reason = '';
		try {
			const { n8n, itemIndex } = form.item!;
			return n8n.helpers.createBinarySignedUrl(n8n.helpers.assertBinaryData(itemIndex, field));
		} catch (error) {
			reason = wordsOf(error);
		}
		throw form.invalid(name, `has no address for "${field}": ${reason}`, 'Name a binary field of the item, in an n8n that saves binary data.');
	});
}
