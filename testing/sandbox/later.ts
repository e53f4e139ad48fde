/** Calls `next` after `ms` milliseconds, at once for none. The timer does not keep the process alive, because the listening server does. */
export function later(ms: number | undefined, next: () => void): void {
	if (!ms) return next();
	setTimeout(next, ms).unref();
}
