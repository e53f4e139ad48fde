export const asJson = (value: unknown): string => JSON.stringify(value, null, 2);

export const fence = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;

export const quote = (...lines: string[]): string => lines.map((line) => `> ${line}`.trimEnd()).join('\n');
