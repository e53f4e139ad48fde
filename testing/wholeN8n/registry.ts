import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import fastify from 'fastify';
import { manifest, type Manifest } from './package';

/** A package registry on the loopback that serves what was published to it. */
export interface Registry {
	url: string;
	publish(tarball: string, as: Pick<Manifest, 'name' | 'version'>): Promise<void>;
	stop(): Promise<void>;
}

interface Published {
	manifest: Manifest;
	tarball: Buffer;
}

export async function startRegistry(): Promise<Registry> {
	const packages = new Map<string, Map<string, Published>>();
	const server = fastify({ forceCloseConnections: true });
	const url = () => `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;

	server.get<{ Params: { name: string } }>('/:name', async ({ params }, reply) => {
		const versions = packages.get(params.name);
		if (!versions) return await reply.code(404).send({ error: 'not found' });
		return {
			name: params.name,
			'dist-tags': { latest: [...versions.keys()].at(-1) },
			versions: Object.fromEntries(
				[...versions].map(([version, { manifest, tarball }]) => [
					version,
					{
						...manifest,
						dist: {
							tarball: `${url()}/tarballs/${encodeURIComponent(params.name)}/${version}.tgz`,
							integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
							shasum: createHash('sha1').update(tarball).digest('hex'),
						},
					},
				]),
			),
		};
	});
	server.get<{ Params: { name: string; file: string } }>('/tarballs/:name/:file', async ({ params }, reply) => {
		const found = packages.get(params.name)?.get(path.basename(params.file, '.tgz'));
		if (!found) return await reply.code(404).send({ error: 'not found' });
		return await reply.type('application/octet-stream').send(found.tarball);
	});

	await server.listen({ host: '127.0.0.1', port: 0 });
	return {
		url: url(),
		publish: async (tarball, as) => {
			const versions = packages.get(as.name) ?? new Map<string, Published>();
			versions.set(as.version, { manifest: { ...(await manifest()), ...as }, tarball: await readFile(tarball) });
			packages.set(as.name, versions);
		},
		stop: () => server.close(),
	};
}
