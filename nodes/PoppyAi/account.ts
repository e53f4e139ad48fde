import type { CredentialFields } from '../shared/account/account';

export const poppyAiApi: CredentialFields = { type: 'poppyAiApi', key: { field: 'apiKey', displayName: 'API Key' } };
