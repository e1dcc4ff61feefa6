import { constants, createHmac, type KeyObject, timingSafeEqual, verify } from 'node:crypto'

export interface Jwt {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  readonly signed: string
  readonly signature: Buffer
}

/** The parts of a token, unchecked; undefined where it is none. */
export function readJwt(text: string): Jwt | undefined {
  const [header, claims, signature, ...more] = text.split('.')
  if (header === undefined || claims === undefined || signature === undefined || more.length > 0) return undefined
  try {
    return { header: part(header), claims: part(claims), signed: `${header}.${claims}`, signature: Buffer.from(signature, 'base64url') }
  } catch {
    return undefined
  }
}

/** Whether the holder of the key signed it, by RS256 or PS256; any other algorithm is refused. */
export function isSignedBy({ header, signed, signature }: Jwt, key: KeyObject): boolean {
  const data = Buffer.from(signed)
  if (header['alg'] === 'RS256') return verify('sha256', data, key, signature)
  if (header['alg'] !== 'PS256') return false
  return verify('sha256', data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }, signature)
}

/** A token of the server itself: no client looks into its signature, so it needs no pair of keys. */
export function ownToken(claims: object, secret: string): string {
  const signed = [{ typ: 'JWT', alg: 'HS256' }, claims].map((each) => Buffer.from(JSON.stringify(each)).toString('base64url')).join('.')
  return `${signed}.${mac(signed, secret).toString('base64url')}`
}

export function isOwnToken({ signed, signature }: Jwt, secret: string): boolean {
  const expected = mac(signed, secret)
  return expected.length === signature.length && timingSafeEqual(expected, signature)
}

function mac(signed: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(signed).digest()
}

function part(text: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>
}
