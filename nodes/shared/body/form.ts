import type { FormFields } from '../base/formText';
import { formText } from '../base/formText';
import type { EncodedBody } from '../request';

/** A body of names and values. n8n 1 fails for bytes whose content type is the plain one, without the charset. */
export const form = (fields: FormFields): EncodedBody => ({
	contentType: 'application/x-www-form-urlencoded;charset=utf-8',
	bytes: Buffer.from(formText(fields)),
});
