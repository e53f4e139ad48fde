import type { IDataObject } from 'n8n-workflow';

/** How many outputs are remembered, and how many characters they may have in all. */
const MOST_OUTPUTS = 2000;
const MOST_CHARACTERS = 512 * 1024;

/** The outputs of used keys, for Replay, by the digest of the key, the oldest first. Old ones are forgotten, so it is no guarantee. */
export class OutputMemory {
	private readonly outputs = new Map<string, string>();
	private characters = 0;

	get(key: string): IDataObject[] | undefined {
		const json = this.outputs.get(key);
		return json === undefined ? undefined : (JSON.parse(json) as IDataObject[]);
	}

	add(key: string, output: IDataObject[]): void {
		this.addText(key, JSON.stringify(output));
	}

	forget(key: string): void {
		this.characters -= this.outputs.get(key)?.length ?? 0;
		this.outputs.delete(key);
	}

	/** Takes in what was saved; what is here already is newer, and goes last. */
	load(saved: unknown): void {
		if (typeof saved !== 'object' || saved === null) return;
		const missing = Object.entries(saved).filter(([key, json]) => typeof json === 'string' && !this.outputs.has(key));
		if (missing.length === 0) return;
		for (const [key, json] of [...missing, ...this.outputs]) this.addText(key, json as string);
	}

	clear(): void {
		this.outputs.clear();
		this.characters = 0;
	}

	toSaved(): IDataObject {
		return Object.fromEntries(this.outputs);
	}

	private addText(key: string, json: string): void {
		if (json.length > MOST_CHARACTERS / 10) return;
		this.forget(key);
		this.outputs.set(key, json);
		this.characters += json.length;
		for (const oldest of this.outputs.keys()) {
			if (this.outputs.size <= MOST_OUTPUTS && this.characters <= MOST_CHARACTERS) return;
			this.forget(oldest);
		}
	}
}
