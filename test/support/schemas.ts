import Ajv from 'ajv';
import conversationSchema from '../../nodes/shared/conversation.schema.json';
import failureSchema from '../../nodes/shared/failure.schema.json';
import replySchema from '../../nodes/shared/reply.schema.json';

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
const shapes = {
	conversation: ajv.compile(conversationSchema),
	reply: ajv.compile(replySchema),
	failure: ajv.compile(failureSchema),
};

/** What is wrong with an output, by the schemas that ship with the package. */
export function problems(shape: keyof typeof shapes, json: unknown): string[] {
	const fits = shapes[shape];
	return fits(json) ? [] : (fits.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
