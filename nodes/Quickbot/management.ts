import type { IDataObject } from 'n8n-workflow';
import type { CredentialAccount, CredentialFields } from '../shared/account/account';
import { record, requiredRecords } from '../shared/base/json';
import type { ApiRequest } from '../shared/request';
import { path } from '../shared/request';

export const quickbotApi: CredentialFields = { type: 'quickbotApi', key: { field: 'apiToken', displayName: 'API Token' } };

/** The management host lists bots and results; the chat host speaks with them. */
export const managementAccount: CredentialAccount = { kind: 'credential', ...quickbotApi, baseUrlField: 'managementBaseUrl' };

/** GET /v1/workspaces: Quickbot's API reference, "List workspaces". */
export const workspacesRequest: ApiRequest = { method: 'GET', path: path`/v1/workspaces` };

export const readWorkspaces = (body: unknown): IDataObject[] => requiredRecords(record(body).workspaces, 'workspaces');

/** GET /v1/bots?workspaceId=, the newest first, without pages (unverified: the page could not be read). */
export const botsOf = (workspaceId: string): ApiRequest => ({ method: 'GET', path: path`/v1/bots`, query: { workspaceId } });

export const readBots = (body: unknown): IDataObject[] => requiredRecords(record(body).bots, 'bots');
