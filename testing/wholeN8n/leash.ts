// Loaded into every n8n that is started here (node --require): when the process that started it is gone, so is it.
const PATIENCE_MS = 15_000;

if (process.channel) {
	process.channel.unref();
	process.once('disconnect', () => {
		setTimeout(() => process.kill(process.pid, 'SIGKILL'), PATIENCE_MS).unref();
		process.kill(process.pid, 'SIGTERM');
	});
}
