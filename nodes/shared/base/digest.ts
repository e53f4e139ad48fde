import { hash } from 'node:crypto';

/** Tells values apart without holding any of them. */
export const digest = (...values: unknown[]): string => hash('sha256', JSON.stringify(values), 'base64url').slice(0, 22);
