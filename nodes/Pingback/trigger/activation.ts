import type { IPollFunctions } from 'n8n-workflow';

/**
 * n8n tells every poll how its workflow came to be active, not which poll is the first one since. But all polls of one
 * activation get the same context. After a restart or an edit of an active workflow the way is not `activate`.
 */
const polling = new WeakSet<IPollFunctions>();

export const isFirstOfActivation = (n8n: IPollFunctions): boolean => n8n.getActivationMode() === 'activate' && !polling.has(n8n);

export const pollsFromNowOn = (n8n: IPollFunctions): void => void polling.add(n8n);
