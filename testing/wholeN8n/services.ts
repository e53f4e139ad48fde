import { randomBytes } from 'node:crypto';
import type { Installed } from './install';
import { fromN8n } from './n8n';
import type { Env } from './process';

/** A database and a queue of this run's own, on servers that run already. */
export interface Services {
	/** n8n's settings that lead to them. */
	settings: Env;
	/** Removes the database and the queue. */
	drop(): Promise<void>;
}

interface PgModule {
	Client: new (options: object) => {
		connect(): Promise<void>;
		query(sql: string): Promise<unknown>;
		end(): Promise<void>;
	};
}

interface RedisClient {
	connect(): Promise<void>;
	keys(pattern: string): Promise<string[]>;
	del(...keys: string[]): Promise<number>;
	disconnect(): void;
	on(event: 'error', listener: () => void): void;
}

type RedisModule = new (url: string, options: object) => RedisClient;

/**
 * Takes PostgreSQL from PGHOST, PGPORT, PGUSER and PGPASSWORD (default: postgres at 127.0.0.1:5432), who may create
 * databases, and Redis from REDIS_URL (default: 127.0.0.1:6379).
 */
export async function openServices(installed: Installed): Promise<Services> {
	const name = `n8n_e2e_${randomBytes(6).toString('hex')}`;
	const redis = new URL(process.env.REDIS_URL ?? 'redis://127.0.0.1:6379');
	await withRedis(installed, redis, async () => {});
	const postgres = {
		host: process.env.PGHOST ?? '127.0.0.1',
		port: Number(process.env.PGPORT ?? 5432),
		user: process.env.PGUSER ?? 'postgres',
		password: process.env.PGPASSWORD ?? '',
	};
	await onPostgres(installed, postgres, `CREATE DATABASE ${name}`);
	return {
		settings: {
			DB_POSTGRESDB_HOST: postgres.host,
			DB_POSTGRESDB_PORT: String(postgres.port),
			DB_POSTGRESDB_USER: postgres.user,
			DB_POSTGRESDB_PASSWORD: postgres.password,
			DB_POSTGRESDB_DATABASE: name,
			QUEUE_BULL_REDIS_HOST: redis.hostname,
			QUEUE_BULL_REDIS_PORT: redis.port || '6379',
			QUEUE_BULL_REDIS_DB: redis.pathname.slice(1) || '0',
			...(redis.username ? { QUEUE_BULL_REDIS_USERNAME: redis.username } : {}),
			...(redis.password ? { QUEUE_BULL_REDIS_PASSWORD: redis.password } : {}),
			QUEUE_BULL_PREFIX: name,
			N8N_REDIS_KEY_PREFIX: name,
		},
		drop: async () => {
			await onPostgres(installed, postgres, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
			await withRedis(installed, redis, async (client) => {
				const keys = await client.keys(`*${name}*`);
				if (keys.length) await client.del(...keys);
			});
		},
	};
}

async function onPostgres(installed: Installed, server: { host: string; port: number }, sql: string): Promise<void> {
	const { Client } = fromN8n<PgModule>(installed, 'pg');
	const client = new Client({ ...server, database: 'postgres', connectionTimeoutMillis: 5000 });
	try {
		await client.connect();
	} catch (error) {
		throw new Error(
			`Queue mode needs PostgreSQL, and ${server.host}:${server.port} does not let us in (${(error as Error).message}). ` +
				'Set PGHOST, PGPORT, PGUSER and PGPASSWORD to a server whose user may create databases.',
		);
	}
	try {
		await client.query(sql);
	} finally {
		await client.end();
	}
}

async function withRedis(installed: Installed, url: URL, work: (client: RedisClient) => Promise<void>): Promise<void> {
	const Redis = fromN8n<RedisModule>(installed, 'ioredis');
	const client = new Redis(url.href, { lazyConnect: true, retryStrategy: () => null });
	// Without a listener it prints what connect() throws anyway.
	client.on('error', () => {});
	try {
		await client.connect();
	} catch (error) {
		throw new Error(
			`Queue mode needs Redis, and ${url.host} does not answer (${(error as Error).message}). Set REDIS_URL.`,
		);
	}
	try {
		await work(client);
	} finally {
		client.disconnect();
	}
}
