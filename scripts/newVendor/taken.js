'use strict';
// The names of nodes and credential types that n8n's own packages use. A credential type is known to n8n by its name alone: of two with
// the same name it takes the one that was loaded last, so ours would replace n8n's.
const langchain = require('./langchain.json');

const known = (kind) => [...Object.keys(require(`n8n-nodes-base/dist/known/${kind}.json`)), ...langchain[kind]];
const isIn = (names) => (name) => names.has(name.toLowerCase());
const lowerCased = (names) => new Set(names.map((name) => name.toLowerCase()));

const isNodeOfN8n = isIn(lowerCased(known('nodes')));
const isCredentialOfN8n = isIn(lowerCased(known('credentials')));

/** `acmeDeskApi`, and `acmeDeskConversationsApi` where n8n has the first one. */
const credentialTypeOf = (name) => [`${name}Api`, `${name}ConversationsApi`].find((type) => !isCredentialOfN8n(type));

module.exports = { isNodeOfN8n, isCredentialOfN8n, credentialTypeOf };
