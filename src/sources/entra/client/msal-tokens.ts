import { createPrivateKey, X509Certificate } from 'node:crypto'
import { ConfidentialClientApplication } from '@azure/msal-node'
import type { CloudHosts } from '../clouds.ts'
import type { EntraSource } from '../entra-source.ts'
import { TransportFailure } from './failures.ts'
import type { Tokens } from './token.ts'
import { type Guarded, wholeFetch } from './whole-fetch.ts'

const LOGIN_TIMEOUT_MS = 60_000

/**
 * Access tokens for the reader, from Microsoft's own library over our own line: no other host is ever asked, not even for what a cloud
 * looks like, which is told to it here.
 *
 * Throws where the certificate cannot be read.
 */
export function msalTokens(source: Pick<EntraSource, 'tenant' | 'client' | 'credential'>, hosts: CloudHosts): Tokens {
  const guarded: Guarded = { hosts: new Set([hosts.login]), timeoutMs: LOGIN_TIMEOUT_MS }
  const authority = `https://${hosts.login}/${encodeURIComponent(source.tenant)}`
  const application = new ConfidentialClientApplication({
    auth: {
      clientId: source.client,
      authority,
      knownAuthorities: [hosts.login],
      cloudDiscoveryMetadata: cloudMetadata(hosts.login),
      authorityMetadata: authorityMetadata(authority),
      ...credentialOf(source),
    },
    system: {
      networkClient: {
        sendGetRequestAsync: async (url, options) => networkAnswer(url, 'GET', options, guarded),
        sendPostRequestAsync: async (url, options) => networkAnswer(url, 'POST', options, guarded),
      },
    },
  })
  return {
    async token(renew) {
      try {
        const scopes = [`https://${hosts.graph}/.default`]
        const answer = await application.acquireTokenByClientCredential({ scopes, skipCache: renew })
        if (answer === null || answer.accessToken === '') throw new TransportFailure('refused', 'no access token was given')
        return answer.accessToken
      } catch (cause) {
        throw asFailure(cause)
      }
    },
  }
}

/** When the reader's certificate ends; null where it has none. Throws where it cannot be read. */
export function certificateEnd({ credential }: Pick<EntraSource, 'credential'>): Date | null {
  return credential.kind === 'certificate' ? new Date(new X509Certificate(credential.pem).validTo) : null
}

function credentialOf({ credential }: Pick<EntraSource, 'credential'>) {
  switch (credential.kind) {
    case 'certificate': {
      const certificate = new X509Certificate(credential.pem)
      const privateKey = createPrivateKey(credential.pem).export({ type: 'pkcs8', format: 'pem' }).toString()
      return { clientCertificate: { thumbprintSha256: certificate.fingerprint256.replaceAll(':', ''), privateKey } }
    }
    case 'federated':
      return { clientAssertion: credential.assertion }
    case 'secret':
      return { clientSecret: credential.secret }
  }
}

async function networkAnswer(
  url: string,
  method: 'GET' | 'POST',
  options: { readonly headers?: Readonly<Record<string, string>>; readonly body?: string } | undefined,
  guarded: Guarded,
): Promise<{ headers: Record<string, string>; body: never; status: number }> {
  const { status, body, requestId } = await wholeFetch(
    { url, method, headers: options?.headers ?? {}, body: options?.body ?? null },
    guarded,
  )
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch (cause) {
    throw new TransportFailure('broken', `the sign-in service answered ${status} without JSON`, { cause })
  }
  return { headers: { 'x-ms-request-id': requestId }, body: json as never, status }
}

/** What the library would otherwise ask the network for. */
function cloudMetadata(host: string): string {
  return JSON.stringify({
    tenant_discovery_endpoint: `https://${host}/common/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  })
}

function authorityMetadata(authority: string): string {
  return JSON.stringify({
    authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
    token_endpoint: `${authority}/oauth2/v2.0/token`,
    end_session_endpoint: `${authority}/oauth2/v2.0/logout`,
    issuer: `${authority}/v2.0`,
    jwks_uri: `${authority}/discovery/v2.0/keys`,
  })
}

/** A line that broke may hold tomorrow; a refusal of the credentials will not. */
function asFailure(cause: unknown): TransportFailure {
  if (cause instanceof TransportFailure) return cause
  if (!(cause instanceof Error)) throw cause
  for (let inner: unknown = cause; inner instanceof Error; inner = inner.cause) if (inner instanceof TransportFailure) return inner
  const said = cause.message.replaceAll(/\s+/gu, ' ').slice(0, 300)
  return new TransportFailure('refused', `no access token: ${said}`, { cause })
}
