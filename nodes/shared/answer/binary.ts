import type { IBinaryData } from 'n8n-workflow';
import { readBody } from '../base/body';
import { isRecord, UnexpectedAnswer } from '../base/json';
import type { AnswerReader } from './reader';

/** A file in the form that n8n has for it: base64, so that it can be kept with the execution. */
export type AnswerFile = Pick<IBinaryData, 'data' | 'mimeType' | 'fileName'> & { bytes: number };

/** The answer's bytes as a file. JSON is a file, too, because what is downloaded may be JSON. */
export const binary: AnswerReader = {
	accept: '*/*',
	encoding: 'arraybuffer',
	read({ status, headers, body }) {
		const mimeType = String(headers['content-type'] ?? 'application/octet-stream');
		if (status < 200 || status >= 300 || !(body instanceof Uint8Array)) return { body: readBody(body, mimeType) };
		const data = Buffer.from(body).toString('base64');
		const file: AnswerFile = { data, mimeType, fileName: fileNameIn(headers['content-disposition']), bytes: body.length };
		return { body: file };
	},
};

/** Reads the body that `binary` made. */
export function answerFile(body: unknown): AnswerFile {
	if (isRecord(body) && typeof body.data === 'string' && typeof body.mimeType === 'string') return body as unknown as AnswerFile;
	throw new UnexpectedAnswer('The answer is no file.');
}

/** By RFC 6266: `filename*` before `filename`. Only the last segment of a path counts. */
export function fileNameIn(disposition: unknown): string | undefined {
	if (typeof disposition !== 'string') return undefined;
	const encoded = /;\s*filename\*\s*=\s*utf-8'[^']*'([^\s;]+)/i.exec(disposition)?.[1];
	const [, quoted, plain] = /;\s*filename\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^\s;"]+))/i.exec(disposition) ?? [];
	const name = (encoded && decodedURI(encoded)) ?? quoted?.replace(/\\(.)/g, '$1') ?? plain;
	return name?.split(/[/\\]/).at(-1) || undefined;
}

const decodedURI = (text: string): string | undefined => {
	try {
		return decodeURIComponent(text);
	} catch {
		return undefined;
	}
};
