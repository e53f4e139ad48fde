import type { ParameterReader } from './parameterReader';
import { BETWEEN_URLS, kindOf } from './values';

/** A list of addresses, or text with several of them. Throws InvalidInput. */
export function urls(form: ParameterReader, name: string): string[] | undefined {
	const value = form.value(name);
	if (value === undefined) return undefined;
	const entries = typeof value === 'string' ? value.split(BETWEEN_URLS) : value;
	if (!Array.isArray(entries) || entries.some((entry) => typeof entry !== 'string')) {
		const found = Array.isArray(entries) ? 'a list of anything else' : kindOf(value);
		throw form.invalid(name, `must be a list of texts, not ${found}`, 'Separate the addresses by commas and blanks.');
	}
	const found = entries.map((entry: string) => entry.trim()).filter((entry) => entry !== '');
	return found.length > 0 ? found : undefined;
}
