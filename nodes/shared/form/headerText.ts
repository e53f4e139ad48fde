import { strayCharacter } from '../account/values';
import type { ParameterReader } from './parameterReader';

/** Text that can stand in a header, without the blanks around it; undefined when left empty. Throws InvalidInput. */
export function headerText(form: ParameterReader, name: string): string | undefined {
	const text = form.text(name)?.trim();
	const stray = strayCharacter(text ?? '');
	if (stray === undefined) return text;
	throw form.invalid(name, `has a character that cannot be sent in a header (${stray})`, 'Use letters, digits and ASCII signs.');
}
