import { InvalidInput } from '../failure/failure';
import { isBaseUrl } from './values';

/** A base URL without the slash at its end. */
export function usableBaseUrl(value: unknown, place: string): string {
	const url = typeof value === 'string' ? value.trim().replace(/\/+$/, '') : '';
	if (isBaseUrl(url)) return url;
	throw new InvalidInput(
		'"Base URL" is not a web address',
		`Correct it in ${place}: it begins with https:// and has no blank, backslash, question mark, hash or user name.`,
	);
}
