import type { ICredentialType } from 'n8n-workflow';

// eslint-disable-next-line @typescript-eslint/no-require-imports
const published = require('../../../dist/credentials/UserDeskApi.credentials.js') as { UserDeskApi: new () => ICredentialType };

/** The package's own credential, so that all contenders authenticate the same way. Its icon lies outside this package. */
export class UserDeskApi extends published.UserDeskApi {
	icon = undefined;
}
