/** An object that has these fields and no others. Names ending in `?` may be absent. */
export function object(fields: Record<string, object>) {
	const names = Object.keys(fields);
	return {
		type: 'object',
		additionalProperties: false,
		required: names.filter((name) => !name.endsWith('?')),
		properties: Object.fromEntries(names.map((name) => [name.replace(/\?$/, ''), fields[name]])),
	};
}

/** An empty text is a field that should not have been sent. */
export const text = { type: 'string', minLength: 1 };

/** For a call without a body, which some clients send as `{}`. */
export const noBody = { type: 'object', nullable: true, additionalProperties: false };

/** For a call without query parameters: a key in the URL ends up in logs. */
export const noQuery = object({});
