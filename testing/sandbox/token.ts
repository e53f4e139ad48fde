import { randomUUID } from 'node:crypto';

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A new token with the form of a JWT and an obviously fake signature. */
export const sandboxToken = (claims: object) =>
	`${part({ alg: 'none', typ: 'JWT' })}.${part({ ...claims, jti: randomUUID() })}.sandbox-signature`;
