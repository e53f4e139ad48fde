/** A resource locator's value as n8n saves it. */
export const byId = (value: string) => ({ __rl: true, mode: 'id', value });
