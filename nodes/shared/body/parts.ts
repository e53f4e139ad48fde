import { createHash } from 'node:crypto';
import type { File } from '../form/file';
import type { EncodedBody } from '../request';

/** A name and its value; what is undefined is not sent. */
export type Part = [name: string, value: string | number | boolean | File | undefined];

/** A body of parts (multipart/form-data), such as a file with fields beside it. The same parts make the same bytes. */
export function parts(list: Part[]): EncodedBody {
	const written = list.flatMap(([name, value]) => (value === undefined ? [] : [partOf(name, value)]));
	const boundary = boundaryFor(written);
	const bytes = Buffer.concat([
		...written.flatMap(({ head, content }) => [Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`), content, Buffer.from('\r\n')]),
		Buffer.from(`--${boundary}--\r\n`),
	]);
	return { contentType: `multipart/form-data; boundary=${boundary}`, bytes };
}

interface WrittenPart {
	head: string;
	content: Uint8Array;
}

function partOf(name: string, value: string | number | boolean | File): WrittenPart {
	const disposition = `Content-Disposition: form-data; name="${quotable(name)}"`;
	if (typeof value !== 'object') return { head: disposition, content: Buffer.from(String(value)) };
	const { bytes, fileName, mimeType } = value;
	const type = MIME_TYPE.test(mimeType) ? mimeType : 'application/octet-stream';
	return { head: `${disposition}; filename="${quotable(fileName)}"\r\nContent-Type: ${type}`, content: bytes };
}

const MIME_TYPE = /^[\w.+-]+\/[\w.+-]+(?:; ?[\w-]+=(?:[\w.+-]+|"[\w .+-]*"))*$/;

/** As browsers write a name between quotes (HTML standard), and no control character at all: a line break would begin another header. */
// eslint-disable-next-line no-control-regex
const quotable = (text: string): string => text.replace(/["\u0000-\u001f\u007f]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);

/** A hash of the content, so that the same body can be sent again and compared. Nothing holds the hash of itself. */
function boundaryFor(written: WrittenPart[]): string {
	const hash = createHash('sha256');
	for (const { head, content } of written) hash.update(head).update(content);
	return `n8n-${hash.digest('base64url')}`;
}
