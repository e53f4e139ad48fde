'use strict';
// A path such as /accounts/{account_id}/conversations: each of its names becomes a field of the form.

const PLACEHOLDER = /\{(\w+)\}/g;

/** These have another meaning in the form. */
const RESERVED = ['resource', 'operation', 'message', 'simplify', 'options', 'additionalFields', 'idempotencyKey', 'ifExists'];

const wordsOf = (text) => text.replace(/([a-z0-9])([A-Z])/g, '$1_$2').split('_').filter(Boolean).map((word) => word.toLowerCase());
const capitalized = (word) => (word === 'id' ? 'ID' : word[0].toUpperCase() + word.slice(1));
/** `accountId` for `account_id`. */
const fieldOf = (placeholder) => wordsOf(placeholder).map((word, index) => (index === 0 ? word : word[0].toUpperCase() + word.slice(1))).join('');

/** The fields that a path asks for. */
const placeholdersIn = (path) =>
	[...path.matchAll(PLACEHOLDER)].map(([, placeholder]) => ({
		name: fieldOf(placeholder),
		displayName: wordsOf(placeholder).map(capitalized).join(' '),
		sample: `sandbox-${wordsOf(placeholder).join('-')}`,
	}));

const written = (path, write) => path.replace(PLACEHOLDER, (_whole, placeholder) => write(fieldOf(placeholder)));

function problemOfPath(path) {
	if (!/^(\/([\w.~-]+|\{[A-Za-z]\w*\}))+\/?$/.test(path)) return 'something like /v1/accounts/{account_id}/conversations';
	const names = placeholdersIn(path).map(({ name }) => name);
	const taken = names.find((name, index) => RESERVED.includes(name) || names.indexOf(name) !== index);
	return taken === undefined ? undefined : `no second field called ${taken} is possible, so another name in braces`;
}

module.exports = { placeholdersIn, problemOfPath, written };
