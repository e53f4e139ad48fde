import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../../../testing/engine/core';
import { startStage } from '../../../testing/stage';
import { jsons, runNode } from '../../../testing/workflows';
import { instrument } from './instrument';
import type { Sighting } from './recorder';

const MARKER = 'Marked text';

/**
 * The files that a parameter's value passes between the form and the wire, found by a run: a copy of the package, each of
 * whose functions tells when it holds the value, creates one conversation in n8n's engine.
 * @param subject such as `userDesk conversation.create userName`
 */
export async function wayOfParameter(subject: string): Promise<string> {
	const [vendor = '', operation = '', parameter = ''] = subject.split(' ');
	const built = path.join(repositoryRoot, 'build');
	mkdirSync(built, { recursive: true });
	const packageDir = mkdtempSync(path.join(built, 'instrumented-'));
	const output = path.join(packageDir, 'sightings.jsonl');
	try {
		layInstrumented(packageDir, output);
		const { sandbox, engines, stop } = await startStage({ engine: { core: 'newest', packageDir } });
		try {
			const sample = sandbox.operations[vendor]?.[operation]?.samples.at(-1);
			if (!sample) throw new Error(`The local vendors have no sample of ${vendor} ${operation}`);
			const parameters = structuredClone(sample.parameters);
			set(parameters, parameter.split('.'), MARKER);
			jsons(await runNode(engines.engine, { vendor, ...sample, parameters }));
			const sightings = readFileSync(output, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Sighting);
			const { method, body } = sandbox.requests().at(-1)!;
			if (!JSON.stringify(body).includes(MARKER)) throw new Error(`${subject} was not sent`);
			return asText(sightings, `${method} ${JSON.stringify(body)}`);
		} finally {
			await stop();
		}
	} finally {
		rmSync(packageDir, { recursive: true, force: true });
	}
}

/** The package as it is built, but made of single files, each instrumented. */
function layInstrumented(packageDir: string, output: string): void {
	const recorder = path.join(repositoryRoot, 'build', 'scripts', 'docs', 'path', 'recorder.js');
	cpSync(path.join(repositoryRoot, 'package.json'), path.join(packageDir, 'package.json'));
	cpSync(path.join(repositoryRoot, 'dist'), path.join(packageDir, 'dist'), { recursive: true });
	for (const file of [...sourcesIn('nodes'), ...sourcesIn('credentials')]) {
		const recorderArguments = [output, MARKER, file].map((one) => JSON.stringify(one)).join(', ');
		const target = path.join(packageDir, 'dist', file.replace(/\.ts$/, '.js'));
		mkdirSync(path.dirname(target), { recursive: true });
		const source = readFileSync(path.join(repositoryRoot, file), 'utf8');
		writeFileSync(target, instrument(source, `require(${JSON.stringify(recorder)}).recorder(${recorderArguments})`));
	}
}

const sourcesIn = (folder: string): string[] =>
	readdirSync(path.join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => path.posix.join(folder, ...file.split(path.sep)));

function set(target: Record<string, unknown>, [name = '', ...rest]: string[], value: unknown): void {
	if (rest.length === 0) target[name] = value;
	else set((target[name] ??= {}) as Record<string, unknown>, rest, value);
}

/** A row for each file, in the order in which they first have the value. */
function asText(sightings: Sighting[], sent: string): string {
	const [first] = sightings;
	if (!first) throw new Error('Nobody saw the value');
	const files = [...new Set(sightings.map(({ file }) => file))];
	const leading = first.callers.filter((file) => !files.includes(file));
	return [
		'| file | functions that have the value, and as what |',
		'| --- | --- |',
		...leading.map((file) => row(file, 'calls what follows')),
		...files.map((file) => row(file, functionsIn(file, sightings).join('; '))),
		`| the wire | \`${sent}\` |`,
	].join('\n');
}

function functionsIn(file: string, sightings: Sighting[]): string[] {
	const byName = new Map<string, string>();
	for (const { name, at, isResult } of sightings.filter((one) => one.file === file)) {
		const what = at ? `\`${at}\`` : 'the value itself';
		if (!byName.has(name)) byName.set(name, `\`${name}\` ${isResult ? 'returns' : 'gets'} ${what}`);
	}
	return [...byName.values()];
}

const row = (file: string, what: string): string => `| [\`${file}\`](${file}) | ${what} |`;
