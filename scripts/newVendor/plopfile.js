'use strict';
// `npm run new:vendor`: lays a vendor that works, from answers. CONTRIBUTING.md says what to do with it.
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..', '..');
const manifestFile = path.join(root, 'package.json');
const readManifest = () => JSON.parse(readFileSync(manifestFile, 'utf8'));
const repository = readManifest().bugs.url.replace(/\/issues$/, '');

const mustMatch = (pattern, example) => (value) => pattern.test(value) || `Something like: ${example}`;
const isFree = (name) => !existsSync(path.join(root, 'testing', 'sandbox', 'vendors', `${name}.ts`));
const aPath = mustMatch(/^(\/[\w.~-]+)+\/?$/, '/v1/conversations');
const aUrl = mustMatch(/^https:\/\/[^\s/'"`]+(\/[^\s'"`]*)?$/, 'https://api.acme-desk.example');
const aKey = mustMatch(/^[A-Za-z_]\w*$/, 'id');

const prompts = [
	{
		name: 'name',
		message: "The node's name, in camelCase:",
		validate: (name) => (/^[a-z][a-zA-Z0-9]*$/.test(name) ? isFree(name) || `There is a ${name} already` : 'Something like: acmeDesk'),
	},
	{
		name: 'displayName',
		message: 'The name that people know:',
		validate: mustMatch(/^[A-Z][\w .&-]*$/i, 'Acme Desk'),
	},
	{ name: 'docsUrl', message: "The vendor's page on creating a conversation:", validate: aUrl },
	{ name: 'baseUrl', message: 'The base URL of the API, without a slash at its end:', validate: aUrl },
	{
		name: 'keyHeader',
		message: 'The header that the API key is sent in (Authorization means: as a Bearer token):',
		default: 'Authorization',
		validate: mustMatch(/^[\w-]+$/, 'x-api-key'),
	},
	{
		name: 'keyPlace',
		message: 'Where its users find the key:',
		default: 'the settings, under API',
		validate: mustMatch(/^[^'"`\\\n]+$/, 'the settings, under API'),
	},
	{ name: 'readPath', message: 'The path of a GET that changes nothing, to test the key:', validate: aPath },
	{ name: 'createPath', message: 'The path of the POST that creates a conversation:', validate: aPath },
	{ name: 'textField', message: 'The key of the first message in its body:', validate: aKey },
	{ name: 'idField', message: "The key of the conversation's ID in its answer:", validate: aKey },
];

/** What the templates need besides the answers. The hue comes from the name, so that two new vendors differ. */
function more({ name, displayName, keyHeader, textField }, kebabCase) {
	const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
	return {
		repository,
		packageName: `n8n-nodes-${kebabCase(name)}`,
		isBearer: keyHeader.toLowerCase() === 'authorization',
		sameName: textField === 'message',
		letter: displayName[0].toUpperCase(),
		light: { bubble: `hsl(${hue} 70% 36%)`, letter: '#ffffff' },
		dark: { bubble: `hsl(${hue} 70% 66%)`, letter: '#101018' },
	};
}

const files = {
	'credential.ts': 'credentials/{{pascalCase name}}Api.credentials.ts',
	'icon.svg': 'icons/{{name}}.svg',
	'icon.dark.svg': 'icons/{{name}}.dark.svg',
	'node.ts': 'nodes/{{pascalCase name}}/{{pascalCase name}}.node.ts',
	'node.json': 'nodes/{{pascalCase name}}/{{pascalCase name}}.node.json',
	'vendor.ts': 'nodes/{{pascalCase name}}/vendor.ts',
	'create.operation.ts': 'nodes/{{pascalCase name}}/conversation/create.operation.ts',
	'sandbox.ts': 'testing/sandbox/vendors/{{name}}.ts',
	'page.md': 'docs/{{kebabCase name}}.md',
	'readme.md': 'packages/{{packageName}}/README.md',
	'manifest.json': 'packages/{{packageName}}/package.json',
};

module.exports = (plop) => {
	const pascalCase = plop.getHelper('pascalCase');
	const kebabCase = plop.getHelper('kebabCase');
	plop.setHelper('lowerCase', (text) => text.toLowerCase());

	/** n8n loads what package.json names. */
	const register = ({ name }) => {
		const Name = pascalCase(name);
		const manifest = readManifest();
		manifest.n8n.nodes = [...manifest.n8n.nodes, `dist/nodes/${Name}/${Name}.node.js`].sort();
		manifest.n8n.credentials = [...manifest.n8n.credentials, `dist/credentials/${Name}Api.credentials.js`].sort();
		writeFileSync(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);
		return 'package.json';
	};

	plop.setGenerator('vendor', {
		description: 'Lay a new vendor: credential, icons, node, create operation, local stand-in, page and package',
		prompts,
		actions: (answers) => [
			...Object.entries(files).map(([template, target]) => ({
				type: 'add',
				path: target,
				templateFile: `templates/${template}.hbs`,
				data: more(answers, kebabCase),
			})),
			register,
		],
	});
};
