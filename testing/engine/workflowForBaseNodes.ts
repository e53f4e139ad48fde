import { createRequire } from 'node:module';
import path from 'node:path';

import { repositoryRoot } from './core';

/**
 * n8n-nodes-base is installed once, in its newest version, and some of its nodes want helpers that the older
 * n8n-workflow has not got. They get the running engine's own copy, filled up from the newest.
 */
const load = createRequire(__filename) as (name: string) => object;
export = { ...load(path.join(repositoryRoot, 'node_modules', 'n8n-workflow')), ...load('n8n-workflow') };
