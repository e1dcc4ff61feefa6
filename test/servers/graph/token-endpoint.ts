import { createHash } from 'node:crypto'
import { isOwnToken, isSignedBy, type Jwt, ownToken, readJwt } from './jwt.ts'
import { badRequest, Refusal } from './refusal.ts'
import type { Registration } from './registration.ts'

export interface TokenWorld {
  readonly origin: string
  readonly tenantId: string
  readonly registrations: readonly Registration[]
  /** Application permissions that the next token carries. */
  readonly roles: readonly string[]
  readonly lifetimeSeconds: number
  readonly secret: string
  /** Milliseconds. */
  readonly now: () => number
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
/** Entra takes no assertion that lives longer. */
const LONGEST_ASSERTION_SECONDS = 24 * 3600
const SKEW_SECONDS = 300

/** What a client asks before it asks for a token. `name` is the tenant's id or domain, as the client has it. */
export function openidConfiguration(origin: string, name: string): object {
  const base = `${origin}/${name}`
  return {
    issuer: `${base}/v2.0`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
    response_types_supported: ['code'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
  }
}

/** Checks a request for a token by client credentials, for the tenant by this name. Throws a refusal in the words of Entra. */
export function issueToken(form: URLSearchParams, name: string, world: TokenWorld): object {
  const field = (name: string): string => {
    const value = form.get(name)
    if (value === null)
      throw badRequest(`AADSTS900144: The request body must contain the following parameter: '${name}'.`, 'invalid_request')
    return value
  }
  if (field('grant_type') !== 'client_credentials') throw badRequest('AADSTS70003: unsupported grant type', 'unsupported_grant_type')
  if (
    field('scope')
      .split(' ')
      .every((scope) => !scope.endsWith('/.default'))
  )
    throw badRequest('AADSTS1002012: scope is not valid', 'invalid_scope')
  const clientId = field('client_id')
  const app = world.registrations.find((each) => each.clientId === clientId)
  if (app === undefined) throw refused(400, 'unauthorized_client', `AADSTS700016: Application '${clientId}' was not found in the directory`)
  if (form.has('client_secret')) {
    if (app.secret === undefined || form.get('client_secret') !== app.secret)
      throw refused(401, 'invalid_client', 'AADSTS7000215: Invalid client secret provided.')
  } else {
    if (field('client_assertion_type') !== ASSERTION_TYPE) throw badRequest('AADSTS7000218: client_assertion_type', 'invalid_request')
    checkAssertion(field('client_assertion'), app, `${world.origin}/${name}/oauth2/v2.0/token`, world.now)
  }
  const at = Math.floor(world.now() / 1000)
  const claims = {
    aud: 'https://graph.microsoft.com',
    iss: `${world.origin}/${world.tenantId}/`,
    iat: at,
    nbf: at,
    exp: at + world.lifetimeSeconds,
    appid: clientId,
    idtyp: 'app',
    tid: world.tenantId,
    roles: world.roles,
  }
  return {
    token_type: 'Bearer',
    expires_in: world.lifetimeSeconds,
    ext_expires_in: world.lifetimeSeconds,
    access_token: ownToken(claims, world.secret),
  }
}

/** What a bearer token allows; throws the 401 for one that is not ours, of another tenant, or past its end. */
export function rolesOf(authorization: string | undefined, world: TokenWorld): readonly string[] {
  const token = readJwt(authorization?.replace(/^Bearer /, '') ?? '')
  if (token === undefined || !isOwnToken(token, world.secret)) throw unauthorized('Access token is empty or not of this issuer.')
  if (token.claims['tid'] !== world.tenantId) throw unauthorized('The tenant of the token is another one.')
  if (Number(token.claims['exp']) * 1000 <= world.now()) throw unauthorized('Lifetime validation failed, the token is expired.')
  return token.claims['roles'] as readonly string[]
}

export function unauthorized(message: string): Refusal {
  return new Refusal(401, 'InvalidAuthenticationToken', message, { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } })
}

function checkAssertion(text: string, app: Registration, tokenUrl: string, now: () => number): void {
  const assertion = readJwt(text)
  if (assertion === undefined) throw refused(401, 'invalid_client', 'AADSTS50027: JWT token is invalid or malformed.')
  if (assertion.claims['iss'] === app.clientId) checkCertificate(assertion, app)
  else checkFederation(assertion, app)
  const { claims } = assertion
  const audience = claims['iss'] === app.clientId ? tokenUrl : 'api://AzureADTokenExchange'
  if (claims['aud'] !== audience)
    throw refused(401, 'invalid_client', `AADSTS700023: Client assertion audience claim does not match ${audience}`)
  const at = now() / 1000
  const [from, to] = [Number(claims['nbf'] ?? claims['iat'] ?? at), Number(claims['exp'])]
  if (!(to > at - SKEW_SECONDS && from <= at + SKEW_SECONDS && to - from <= LONGEST_ASSERTION_SECONDS))
    throw refused(401, 'invalid_client', 'AADSTS700024: Client assertion is not within its valid time range.')
}

function checkCertificate(assertion: Jwt, { clientId, certificate }: Registration): void {
  const names = ['sha1', 'sha256'].map((hash) =>
    createHash(hash)
      .update(certificate?.raw ?? '')
      .digest('base64url'),
  )
  const named = [assertion.header['x5t'], assertion.header['x5t#S256']].filter((name) => typeof name === 'string')
  const isNamed = named.length > 0 && named.every((name) => names.includes(name.replaceAll('=', '')))
  if (certificate === undefined || !isNamed || !isSignedBy(assertion, certificate.publicKey))
    throw refused(401, 'invalid_client', 'AADSTS700027: The certificate with which the assertion was signed is not registered on the app.')
  if (assertion.claims['sub'] !== clientId) throw refused(401, 'invalid_client', 'AADSTS700021: subject is not the app')
  if (typeof assertion.claims['jti'] !== 'string') throw refused(401, 'invalid_client', 'AADSTS50027: jti is absent')
}

function checkFederation(assertion: Jwt, { federated }: Registration): void {
  const { iss, sub } = assertion.claims
  if (federated === undefined || iss !== federated.issuer || sub !== federated.subject || !isSignedBy(assertion, federated.publicKey))
    throw refused(401, 'invalid_client', 'AADSTS700213: No matching federated identity record found for presented assertion.')
}

function refused(status: number, error: string, message: string): Refusal {
  return new Refusal(status, error, message)
}
