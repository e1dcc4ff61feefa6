import type { Fault } from './faults.ts'
import { nextLink, positionOf } from './paging.ts'
import type { Query } from './query.ts'
import type { Body } from './answer.ts'
import type { Json } from './tenant.ts'

interface Place {
  readonly origin: string
  readonly target: string
  readonly query: Query
  readonly tokenAge: number
}

/** The body as a fault changes it, where it is one that changes bodies. */
export function faultyBody(body: Body, fault: Fault | undefined, place: Place): Body {
  if ('text' in body) return fault?.kind === 'count-off' ? { text: String(Number(body.text) + fault.by) } : body
  const json = body.json as { readonly [name: string]: Json }
  switch (fault?.kind) {
    case 'error-in-200':
      return { json: { error: { code: 'UnknownError', message: 'Something went wrong.' } } }
    case 'no-value':
      return { json: Object.fromEntries(Object.entries(json).filter(([name]) => name !== 'value')) }
    case 'empty-page':
      return 'value' in json ? { json: { ...json, '@odata.nextLink': linkToHere(place), value: [] } } : body
    case 'repeated-link':
      return { json: { ...json, '@odata.nextLink': `${place.origin}/v1.0${place.target}` } }
    case 'foreign-link':
      return { json: { ...json, '@odata.nextLink': `https://${fault.host}/v1.0${place.target}` } }
    case 'count-off':
      return typeof json['@odata.count'] === 'number' ? { json: { ...json, '@odata.count': json['@odata.count'] + fault.by } } : body
    case 'edit':
      return { json: fault.edit(json) }
    default:
      return body
  }
}

/** A link that nobody was given before, to the same rows. */
function linkToHere({ origin, target, query, tokenAge }: Place): string {
  const here = positionOf(target.split('?')[0] ?? '', query, tokenAge)
  return nextLink(origin, { ...here, turn: here.turn + 1 }, query)
}
