import { randomUUID } from 'node:crypto';

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Has the form of a JWT, and a signature that nobody takes for one. Every call gives another. */
export const sandboxToken = (claims: object) =>
	`${part({ alg: 'none', typ: 'JWT' })}.${part({ ...claims, jti: randomUUID() })}.sandbox-signature`;
