const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const DATE_FORMS = [
	/^\w{3}, (?<day>\d{2}) (?<month>\w{3}) (?<year>\d{4}) (?<h>\d{2}):(?<m>\d{2}):(?<s>\d{2}) GMT$/,
	/^\w{6,9}, (?<day>\d{2})-(?<month>\w{3})-(?<year>\d{2}) (?<h>\d{2}):(?<m>\d{2}):(?<s>\d{2}) GMT$/,
	/^\w{3} (?<month>\w{3}) (?<day>[ \d]\d) (?<h>\d{2}):(?<m>\d{2}):(?<s>\d{2}) (?<year>\d{4})$/,
];

/**
 * A Retry-After header as milliseconds from now: seconds, or any of HTTP's three date forms (RFC 9110, 5.6.7 and 10.2.3).
 * A date in the past gives 0, an unreadable value null.
 * @param date the answer's own Date header, so that a vendor's wrong clock does no harm
 */
export function retryAfter(header: unknown, date: unknown, now: number): number | null {
	if (typeof header === 'number') return header >= 0 ? header * 1000 : null;
	if (typeof header !== 'string') return null;
	const value = header.trim();
	// Capped, so that an absurdly long wait is still a number that can be shown.
	if (/^\d+(\.\d+)?$/.test(value)) return Math.min(Math.round(Number(value) * 1000), Number.MAX_SAFE_INTEGER);
	const until = httpDate(value, now);
	return until === null ? null : Math.max(0, until - (httpDate(date, now) ?? now));
}

const httpDate = (value: unknown, now: number): number | null => {
	if (typeof value !== 'string') return null;
	const parts = DATE_FORMS.map((form) => form.exec(value.trim())?.groups).find(Boolean);
	if (!parts) return null;
	const [day, h, m, s] = [parts.day, parts.h, parts.m, parts.s].map(Number) as [number, number, number, number];
	const month = MONTHS.indexOf(parts.month ?? '?') / 3;
	const midnight = Date.UTC(fullYear(parts.year ?? '', now), month, day);
	// Checked because Date.UTC reads the 30th of February as the 2nd of March.
	const isDate = Number.isInteger(month) && new Date(midnight).getUTCDate() === day;
	return isDate && h < 24 && m < 60 && s <= 60 ? midnight + ((h * 60 + m) * 60 + s) * 1000 : null;
};

/** A two-digit year that would be more than 50 years ahead belongs to the century before. */
const fullYear = (digits: string, now: number): number => {
	if (digits.length === 4) return Number(digits);
	const thisYear = new Date(now).getUTCFullYear();
	const year = Math.floor(thisYear / 100) * 100 + Number(digits);
	return year > thisYear + 50 ? year - 100 : year;
};
