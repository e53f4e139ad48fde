import conversationSchema from '../../nodes/shared/conversation.schema.json';
import replySchema from '../../nodes/shared/reply.schema.json';
import type { Schema } from './infer';
import { infer } from './infer';

type Json = Record<string, unknown>;

interface Shape {
	required: string[];
	properties: Record<string, Json>;
}

const SHAPES: Shape[] = [conversationSchema, replySchema];

/**
 * The preview of a node's output: the normalized shape it has, with the details that were seen; else all as it was seen.
 * @param alike outputs of that shape of the same vendor: what is empty in all of them is left out
 */
export function previewOf(items: Json[], alike: Json[] = items): Schema {
	const seen = infer(items);
	const shape = SHAPES.find(({ required }) => required.join() === Object.keys(seen.properties ?? {}).join());
	if (!shape) return seen;
	const properties = Object.entries(shape.properties).map(([name, declared]) => [
		name,
		name === 'details' ? (seen.properties?.details ?? {}) : plain(declared),
	]);
	return filled({ type: 'object', properties: Object.fromEntries(properties) }, infer(alike));
}

/** Without what was never seen filled. */
function filled(schema: Schema, seen: Schema): Schema {
	if (schema.items && seen.items) return { ...schema, items: filled(schema.items, seen.items) };
	if (!schema.properties || !seen.properties) return schema;
	const parts = Object.entries(schema.properties).flatMap(([name, part]) => {
		const found = seen.properties?.[name];
		return found === undefined || found.type === 'null' ? [] : [[name, filled(part, found)]];
	});
	return { ...schema, properties: Object.fromEntries(parts) as Record<string, Schema> };
}

/** What the schema of a normalized shape says of a type, and nothing else. */
function plain(declared: Json): Schema {
	const { $ref, enum: choices, type, properties, items } = declared;
	if (typeof $ref === 'string') return plain(definition($ref));
	if (choices) return { type: 'string' };
	if (properties) {
		const parts = Object.entries(properties).map(([name, part]) => [name, plain(part as Json)]);
		return { type: 'object', properties: Object.fromEntries(parts) };
	}
	return items ? { type: 'array', items: plain(items as Json) } : { type: type as Schema['type'] };
}

const definition = (ref: string): Json => (conversationSchema.definitions as Json)[ref.split('/').at(-1)!] as Json;
