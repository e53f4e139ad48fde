/** The published part of a package.json. */
export interface Manifest {
	name: string;
	version: string;
	description: string;
	keywords: string[];
	license: string;
	homepage: string;
	bugs: { url: string };
	repository: { type: string; url: string; directory?: string };
	author: { name: string; email: string };
	files: string[];
	engines: Record<string, string>;
	n8n: { n8nNodesApiVersion: number; strict: boolean; credentials: string[]; nodes: string[] };
	peerDependencies: Record<string, string>;
}

/** What a package says of itself; everything else of its manifest is the umbrella's. */
export type OwnWords = Pick<Manifest, 'name' | 'description' | 'keywords'>;

/** Of the umbrella as it is published: without what only this repository needs. */
export const published = (root: Manifest): Manifest => ({
	name: root.name,
	version: root.version,
	description: root.description,
	keywords: root.keywords,
	license: root.license,
	homepage: root.homepage,
	bugs: root.bugs,
	repository: root.repository,
	author: root.author,
	files: root.files,
	engines: root.engines,
	n8n: root.n8n,
	peerDependencies: root.peerDependencies,
});

/** Of a package that is made from some of the umbrella's nodes and credentials. */
export const derived = (
	root: Manifest,
	{ name, description, keywords }: OwnWords,
	entries: Pick<Manifest['n8n'], 'credentials' | 'nodes'>,
): Manifest => ({
	...published(root),
	name,
	description,
	keywords,
	homepage: `${repositoryUrl(root)}/tree/main/${homeOf(name)}#readme`,
	repository: { ...root.repository, directory: homeOf(name) },
	n8n: { ...root.n8n, ...entries },
});

/**
 * Where README and manifest of a package stand in the repository. The registry's scanner reads the sources there too:
 * it looks for the folder whose package.json has the package's name, at the commit that the provenance names.
 */
export const homeOf = (name: string): string => `packages/${name}`;

export const repositoryUrl = ({ repository }: Manifest): string => repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
