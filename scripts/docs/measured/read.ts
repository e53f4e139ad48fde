import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../../../testing/engine/core';

/** A file that a benchmark wrote. */
export const readResult = (name: string): unknown => JSON.parse(readFileSync(path.join(repositoryRoot, 'docs', 'performance', name), 'utf8'));
