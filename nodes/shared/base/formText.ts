type FieldValue = string | number | boolean | undefined;

/** An undefined value is left out, and a list is the same name several times. */
export type FormFields = Record<string, FieldValue | FieldValue[]>;

/** Names and values as queries and forms have them: a=1&b=2. */
export const formText = (fields: FormFields): string =>
	new URLSearchParams(
		Object.entries(fields).flatMap(([name, value]) =>
			[value].flat().flatMap((one) => (one === undefined ? [] : [[name, String(one)]])),
		),
	).toString();
