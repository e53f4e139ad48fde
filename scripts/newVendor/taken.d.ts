export const isNodeOfN8n: (name: string) => boolean;
export const isCredentialOfN8n: (name: string) => boolean;
export const credentialTypeOf: (name: string) => string | undefined;
