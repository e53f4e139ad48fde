const { execFile } = require('node:child_process');
const { rm } = require('node:fs/promises');
const path = require('node:path');
const { dest, parallel, series, src } = require('gulp');

const tsc = (project) => {
	const compile = (done) =>
		execFile(
			process.execPath,
			[require.resolve('typescript/bin/tsc'), '-p', project],
			{ cwd: __dirname },
			(error, stdout) => done(error ? new Error(stdout || error.message) : undefined),
		);
	compile.displayName = `tsc ${path.basename(project)}`;
	return compile;
};

const clean = async () => {
	await rm(path.join(__dirname, 'dist'), { recursive: true, force: true });
	await rm(path.join(__dirname, 'build'), { recursive: true, force: true });
};

// An allow-list: what is not named here is not published. `encoding: false` keeps binary files whole.
const assets = () =>
	src(
		[
			'icons/*.svg',
			'nodes/**/*.node.json',
			'nodes/**/__schema__/**/*.json',
			'nodes/shared/*.schema.json',
		],
		{ base: '.', encoding: false },
	).pipe(dest('dist'));

exports.build = series(clean, parallel(tsc('tsconfig.json'), tsc('tsconfig.tools.json'), assets));
exports.default = exports.build;
