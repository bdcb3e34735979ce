import {
  type AccessConfig,
  issueToken,
  localKeyIn,
  type Scope,
  scopes as allScopes,
} from '../../libs/platform/index.js';
import { type RequestHeaders } from './http.client.js';

/** Whom tests act as where they say nothing. */
export const TESTER = { subject: 'tester', client: 'tests' } as const;

interface Asked {
  readonly id?: string;
  readonly subject?: string;
  readonly client?: string;
  /** All when absent. */
  readonly scopes?: readonly Scope[];
  readonly access?: Pick<AccessConfig, 'issuer' | 'audience'>;
  /** When it is issued: the present time when absent. */
  readonly now?: Date;
}

/** A token by the key in a data folder, for a day. */
export const tokenFor = async (
  folder: string,
  {
    subject,
    client,
    id,
    scopes = allScopes,
    access = { issuer: 'dossier', audience: 'dossier' },
    now = new Date(),
  }: Asked = {},
): Promise<string> => {
  const request = {
    ...(id === undefined ? {} : { id }),
    subject: subject ?? TESTER.subject,
    client: client ?? TESTER.client,
    scopes,
    expiresIn: 86_400,
  };
  const { token } = await issueToken(localKeyIn(folder), access, request, now);
  return token;
};

/** The header of it. */
export const authorizationFor = async (folder: string, asked: Asked = {}): Promise<RequestHeaders> => ({
  authorization: `Bearer ${await tokenFor(folder, asked)}`,
});
