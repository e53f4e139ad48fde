/** The message of what was thrown, whatever that is; empty where it has none. */
export const wordsOf = (error: unknown): string => (error instanceof Object && 'message' in error ? String(error.message) : '');
