import { isRecord } from '../base/json';
import { redact } from '../base/redact';

const LONGEST = 2000;
const LONGEST_PAGE = 300;
const PAGE = /^\s*</;
const MOST_ENTRIES = 20;
const DEEPEST = 6;

/**
 * The vendor's own words, dug out of an error's body: `message`, `error`, `detail` (text or FastAPI's list), maps in `details`,
 * `issues`, plan limits, plain text, and the text of a web page, cut short. Empty when the body says nothing.
 * @param secrets are hidden before the text is cut, so that not even half of one is left
 */
export function vendorMessage(body: unknown, secrets: readonly string[] = []): string {
	const words = isRecord(body) || Array.isArray(body) ? fromJson(body, 0) : fromText(body);
	return oneLine(redact(words, secrets), isPage(body) ? LONGEST_PAGE : LONGEST);
}

export const isPage = (body: unknown): boolean => typeof body === 'string' && PAGE.test(body);

export const oneLine = (words: string, longest = LONGEST): string => shorten(words.replace(/\s+/g, ' ').trim(), longest);

const fromText = (body: unknown): string => {
	if (typeof body === 'number' || typeof body === 'boolean') return String(body);
	if (typeof body !== 'string') return '';
	// Only the beginning is read, because a page of 20 MB has its reason at the top if anywhere. The mark shows where a secret may be cut in half.
	const beginning = shorten(body, 20_000);
	return PAGE.test(beginning) ? withoutTags(beginning) : beginning;
};

const withoutTags = (page: string): string =>
	page
		.replace(/<(script|style|head)\b[\s\S]*?(<\/\1\s*>|$)/gi, (block) => /<title[^>]*>([^<]*)/i.exec(block)?.[1] ?? ' ')
		.replace(/<[^>]*>?/g, ' ')
		.replace(/&nbsp;/g, ' ');

const fromJson = (body: unknown, depth: number): string => {
	if (depth > DEEPEST) return '';
	const below = (value: unknown) => fromEntry(value, depth + 1);
	if (Array.isArray(body)) return body.slice(0, MOST_ENTRIES).map(below).filter(Boolean).join('; ');
	if (!isRecord(body)) return fromText(body);
	const parts = [
		...['message', 'error', 'detail', 'error_description', 'title', 'reason'].map((key) => below(body[key])),
		...['details', 'issues', 'errors'].map((key) => fromMap(body[key], depth + 1)),
		planLimit(body),
	].filter(Boolean);
	return withoutRepeats(parts).join(' – ');
};

const fromEntry = (entry: unknown, depth: number): string => {
	// FastAPI: {loc: ["body", "business_id"], msg: "field required"}
	if (isRecord(entry) && typeof entry.msg === 'string') {
		const place = Array.isArray(entry.loc) ? entry.loc.filter((step) => step !== 'body').join('.') : '';
		return place ? `${place}: ${entry.msg}` : entry.msg;
	}
	return fromJson(entry, depth);
};

/** A map from a field to what is wrong with it: {"botId": "… not found"}. */
const fromMap = (map: unknown, depth: number): string => {
	if (!isRecord(map)) return fromEntry(map, depth);
	return Object.entries(map)
		.slice(0, MOST_ENTRIES)
		.map(([key, value]) => [key, fromEntry(value, depth)])
		.filter(([, words]) => words)
		.map(([key, words]) => `${key}: ${words}`)
		.join('; ');
};

const planLimit = ({ plan, feature, current, limit }: Record<string, unknown>): string =>
	typeof plan !== 'string'
		? ''
		: [
				`plan ${plan}`,
				typeof feature === 'string' ? `feature ${feature}` : '',
				typeof limit !== 'number' ? '' : typeof current === 'number' ? `${current} of ${limit} used` : `limit ${limit}`,
			]
				.filter(Boolean)
				.join(', ');

/** Without what another part says too, in whatever case and with whatever full stop. */
const withoutRepeats = (parts: string[]): string[] => {
	const plain = parts.map((part) => part.trim().toLowerCase().replace(/[.!]+$/, ''));
	return parts.filter((_, index) => {
		const words = plain[index]!;
		return !plain.some((other, at) => at !== index && other.includes(words) && (other !== words || at < index));
	});
};

const shorten = (words: string, longest: number): string => {
	if (words.length <= longest) return words;
	return `${words.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}…`;
};
