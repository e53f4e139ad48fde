import type { IBinaryData, IBinaryKeyData, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { part, records, text } from '../base/json';
import type { CancelToken } from '../send/cancelToken';
import { withTimeout } from '../send/cancelToken';

const MOST_FILES = 20;
const MOST_BYTES = 25_000_000;
const LONGEST_MS = 60_000;
/** How many items download at the same time. */
const LANES = 5;

/**
 * Downloads the files of these items' messages as binary data, and notes in `details.files` which is which. It never throws: the item
 * is done, and must not be sent again for a file. Only outputs that n8n keeps come here, so a retry downloads nothing twice.
 */
export async function downloadFiles(n8n: IExecuteFunctions, items: INodeExecutionData[], cancelled: CancelToken): Promise<void> {
	let missing = 0;
	const waiting = items.values();
	const lane = async () => {
		for (const item of waiting) missing += await addFiles(n8n, item, cancelled);
	};
	await Promise.all(Array.from({ length: LANES }, lane));
	if (missing === 0) return;
	n8n.addExecutionHints({ message: `${missing} files were not downloaded: details.files says why.`, type: 'warning', location: 'outputPane' });
}

/** Returns how many were not downloaded. */
async function addFiles(n8n: IExecuteFunctions, item: INodeExecutionData, cancelled: CancelToken): Promise<number> {
	const binary: IBinaryKeyData = {};
	const files: Array<{ url: string; field: string | null; problem: string | null }> = [];
	// An embed is a page for a browser.
	for (const { url, type, fileName } of records(item.json.messages)) {
		const address = text(url);
		if (address === null || type === 'embed') continue;
		const file = files.length < MOST_FILES ? await download(n8n, address, text(fileName), cancelled) : `only the first ${MOST_FILES} are downloaded`;
		const field = `attachment_${files.length}`;
		if (typeof file !== 'string') binary[field] = file;
		files.push(typeof file === 'string' ? { url: address, field: null, problem: file } : { url: address, field, problem: null });
	}
	if (files.length === 0) return 0;
	item.binary = binary;
	item.json = { ...item.json, details: { ...part(item.json.details), files } };
	return files.filter(({ field }) => field === null).length;
}

/** The file, or why there is none. */
async function download(n8n: IExecuteFunctions, url: string, fileName: string | null, cancelled: CancelToken): Promise<IBinaryData | string> {
	if (!/^https?:\/\//i.test(url)) return 'not a web address';
	const abort = new AbortController();
	// The error may hold the request, so it is not repeated.
	const file = await withTimeout(fetchFile(n8n, url, fileName, abort.signal), LONGEST_MS, cancelled).catch(() => 'the connection failed');
	abort.abort();
	return file;
}

async function fetchFile(n8n: IExecuteFunctions, url: string, fileName: string | null, abortSignal: AbortSignal): Promise<IBinaryData | string> {
	const { statusCode, headers, body } = (await n8n.helpers.httpRequest({
		url,
		abortSignal,
		encoding: 'stream',
		timeout: LONGEST_MS,
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
	})) as { statusCode: number; headers: Record<string, string | undefined>; body: AsyncIterable<Buffer> };
	if (statusCode !== 200) return `HTTP ${statusCode}`;
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of body) {
		size += chunk.length;
		if (size > MOST_BYTES) return `larger than ${MOST_BYTES / 1_000_000} MB`;
		chunks.push(chunk);
	}
	const name = fileName ?? (/[^/?#]+(?=[?#]|$)/.exec(url.slice(url.indexOf('//') + 2)) ?? [''])[0];
	return await n8n.helpers.prepareBinaryData(Buffer.concat(chunks), name, headers['content-type']?.split(';')[0]);
}
