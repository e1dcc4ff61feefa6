import { createHash } from 'node:crypto'
import { Refusal, badRequest } from './refusal.ts'
import { LINK_MARKS, type Query } from './query.ts'

/** Where a page begins, within the rows of one path and query. */
export interface Position {
  readonly path: string
  readonly offset: number
  /** Tokens of an older time are refused as expired. */
  readonly age: number
  /** How many pages without rows stood here before. */
  readonly turn?: number
}

/** The link to the page at a position: absolute, its token opaque, a parameter twice, a `+` encoded. The same for the same position. */
export function nextLink(origin: string, { path, offset, age, turn = 0 }: Position, { base }: Pick<Query, 'base'>): string {
  const token = Buffer.from(JSON.stringify([offset, age, turn, seal(path, base, offset, age, turn)])).toString('base64')
  const options = [base, `$skiptoken=${encodeURIComponent(`~+${token}`)}`, LINK_MARKS].filter((part) => part !== '')
  return `${origin}/v1.0${path}?${options.join('&')}`
}

/** The position that a token stands for: the first without one. A token of another path or query is a mistake of the client. */
export function positionOf(path: string, query: Query, age: number): Required<Position> {
  if (query.skipToken === undefined) return { path, offset: 0, age, turn: 0 }
  const [offset = -1, issued = -1, turn = -1, sealed] = parts(query.skipToken)
  if (sealed !== seal(path, query.base, offset, issued, turn))
    throw badRequest(`a skip token is not of this path and query: ${path}?${query.base}`)
  if (issued < age) throw expiredToken()
  return { path, offset, age, turn }
}

export function expiredToken(status = 400): Refusal {
  const message = 'The specified page token value has expired and can no longer be included in your request.'
  return new Refusal(status, 'Directory_ExpiredPageToken', message)
}

function seal(...parts: readonly [path: string, base: string, offset: number, age: number, turn: number]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64').slice(0, 12)
}

function parts(token: string): [number?, number?, number?, string?] {
  try {
    return token.startsWith('~+') ? (JSON.parse(Buffer.from(token.slice(2), 'base64').toString()) as [number, number, number, string]) : []
  } catch (error) {
    throw Object.assign(badRequest(`no skip token of this server: ${token}`), { cause: error })
  }
}
