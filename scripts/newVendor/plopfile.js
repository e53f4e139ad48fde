'use strict';
// `npm run new:vendor`: lays a vendor that works, from answers. CONTRIBUTING.md says what to do with it.
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { placeholdersIn, problemOfPath, written } = require('./path');
const { credentialTypeOf, isNodeOfN8n } = require('./taken');

const root = path.resolve(__dirname, '..', '..');
const manifestFile = path.join(root, 'package.json');
const readManifest = () => JSON.parse(readFileSync(manifestFile, 'utf8'));
const repository = readManifest().bugs.url.replace(/\/issues$/, '');

const isThere = (name) => existsSync(path.join(root, 'testing', 'sandbox', 'vendors', `${name}.ts`));

const like = (pattern, example) => (value) => (pattern.test(value) ? undefined : `something like ${example}`);
const aUrl = like(/^https:\/\/[^\s/'"`]+(\/[^\s'"`]*)?$/, 'https://api.acme-desk.example');
const aKey = like(/^[A-Za-z_]\w*$/, 'id');

function problemOfName(name) {
	if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) return 'something like acmeDesk';
	if (isThere(name)) return `there is a ${name} already`;
	if (isNodeOfN8n(name)) return `n8n has a node ${name} of its own, so something like ${name}Conversations`;
	return credentialTypeOf(name) ? undefined : `n8n has all credential types that it could get, so another one`;
}

/** A refused answer names its question, because several can be given at once. @param problem what is wrong with a value, if anything */
const question = (name, message, problem, standard) => ({
	name,
	message,
	default: standard,
	validate(value) {
		const found = problem(value);
		return found === undefined || `--${name} ("${value}"): ${found}`;
	},
});

const prompts = [
	question('name', "The node's name, in camelCase:", problemOfName),
	question('displayName', 'The name that people know:', like(/^[A-Z][\w .&-]*$/i, 'Acme Desk')),
	question('docsUrl', "The vendor's page on creating a conversation:", aUrl),
	question('baseUrl', 'The base URL of the API, without a slash at its end:', aUrl),
	question(
		'keyHeader',
		'The header that the API key is sent in (Authorization means: as a Bearer token):',
		like(/^[\w-]+$/, 'x-api-key'),
		'Authorization',
	),
	question('keyPlace', 'Where its users find the key:', like(/^[^'"`\\\n]+$/, 'the settings, under API'), 'the settings, under API'),
	question('readPath', 'The path of a GET that changes nothing, to test the key:', like(/^(\/[\w.~-]+)+\/?$/, '/v1/me')),
	question('createPath', 'The path of the POST that creates a conversation, with {names} for what its user fills in:', problemOfPath),
	question('textField', 'The key of the first message in its body:', aKey),
	question('idField', "The key of the conversation's ID in its answer:", aKey),
];

/** What the templates need besides the answers. The hue comes from the name, so that two new vendors differ. */
function more({ name, displayName, keyHeader, textField, createPath }, { kebabCase, pascalCase }) {
	const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
	const credential = credentialTypeOf(name);
	return {
		repository,
		credential,
		Credential: pascalCase(credential),
		packageName: `n8n-nodes-${kebabCase(name)}`,
		isBearer: keyHeader.toLowerCase() === 'authorization',
		sameName: textField === 'message',
		letter: displayName[0].toUpperCase(),
		light: { bubble: `hsl(${hue} 70% 36%)`, letter: '#ffffff' },
		dark: { bubble: `hsl(${hue} 70% 66%)`, letter: '#101018' },
		placeholders: placeholdersIn(createPath),
		pathInNode: written(createPath, (one) => `\${${one}}`),
		pathOfRoute: written(createPath, (one) => `:${one}`),
		pathOfSample: written(createPath, (one) => `\${seeds.${one}}`),
	};
}

const files = {
	'credential.ts': 'credentials/{{Credential}}.credentials.ts',
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
		manifest.n8n.credentials = [...manifest.n8n.credentials, `dist/credentials/${pascalCase(credentialTypeOf(name))}.credentials.js`].sort();
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
				data: more(answers, { kebabCase, pascalCase }),
			})),
			register,
		],
	});
};
