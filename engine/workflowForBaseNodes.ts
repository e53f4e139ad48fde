import path from 'node:path';

import { repositoryRoot } from './core';

/**
 * n8n-nodes-base is installed once, in its newest version, and some of its nodes want helpers that the older
 * n8n-workflow has not got. They get the running engine's own copy, filled up from the newest.
 */
module.exports = {
	...(require(path.join(repositoryRoot, 'node_modules', 'n8n-workflow')) as object),
	...(require('n8n-workflow') as object),
};
