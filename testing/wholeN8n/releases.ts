/** A whole n8n that the package is tried in, and what it takes to install it. */
export interface Release {
	n8n: string;
	/** Version of the npm package `node`, which brings the Node binary this n8n runs on. */
	node: string;
	/** Some dependency ranges of a released n8n lead to versions that no longer resolve. */
	overrides: Record<string, string>;
	/** How many packages arrive, roughly: only the progress display uses it. */
	packages: number;
}

export const releases: Record<'1' | '2', Release> = {
	'1': {
		n8n: '1.123.81',
		node: '22.23.3',
		overrides: { linkedom: '0.18.14', xlsx: '0.18.5' },
		packages: 1900,
	},
	'2': {
		n8n: '2.41.1',
		node: '24.21.0',
		overrides: {
			linkedom: '0.18.14',
			'@langchain/core': '1.2.8',
			'@langchain/langgraph': '1.4.18',
			'@langchain/protocol': '0.0.19',
		},
		packages: 3600,
	},
};

export type Major = keyof typeof releases;

export const isMajor = (text: string): text is Major => text === '1' || text === '2';
