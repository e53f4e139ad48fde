/** Calls `next` after `ms` milliseconds, at once for none. A wait never keeps the process alive: the listening server does. */
export function later(ms: number | undefined, next: () => void): void {
	if (!ms) return next();
	setTimeout(next, ms).unref();
}
