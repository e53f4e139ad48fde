import type { FastifyInstance, FastifyRequest } from 'fastify';

// What a stand-in takes besides JSON, where its routes say so. The records show it as JSON.

/** A form: every field is a text. */
export function takeForms(app: FastifyInstance): void {
	app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (request, text, done) =>
		done(null, recorded(request, Object.fromEntries(new URLSearchParams(String(text))))),
	);
}

/** A file among the parts of a body. */
export interface FilePart {
	fileName: string;
	mimeType: string;
	base64: string;
}

/** Parts: a text each, or a file. */
export function takeParts(app: FastifyInstance): void {
	app.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, async (request: FastifyRequest, bytes: Buffer) => {
		const headers = { 'content-type': String(request.headers['content-type']) };
		const form = await new Response(new Uint8Array(bytes), { headers }).formData().catch((error: Error) => {
			throw Object.assign(error, { statusCode: 400 });
		});
		const body: Record<string, string | FilePart> = {};
		const read: Array<Promise<unknown>> = [];
		form.forEach((value, name) => read.push(partOf(value).then((part) => (body[name] = part))));
		await Promise.all(read);
		return recorded(request, body);
	});
}

async function partOf(value: string | File): Promise<string | FilePart> {
	if (typeof value === 'string') return value;
	return { fileName: value.name, mimeType: value.type, base64: Buffer.from(await value.arrayBuffer()).toString('base64') };
}

function recorded<T>({ visit }: FastifyRequest, body: T): T {
	if (visit) visit.body = JSON.stringify(body);
	return body;
}

/** The same parts as a client sends them. */
export function formDataOf(body: Record<string, string | FilePart>): FormData {
	const form = new FormData();
	for (const [name, value] of Object.entries(body)) {
		if (typeof value === 'string') form.append(name, value);
		else form.append(name, new Blob([Buffer.from(value.base64, 'base64')], { type: value.mimeType }), value.fileName);
	}
	return form;
}
