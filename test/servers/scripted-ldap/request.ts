import { elementsOf, integerOf, type Element } from './ber.ts'
import { parsedFilter, type Filter } from './filter.ts'

export const PAGING_CONTROL = '1.2.840.113556.1.4.319'

export interface Control {
  readonly oid: string
  readonly critical: boolean
  readonly value: Buffer
}

export interface Paging {
  readonly size: number
  readonly cookie: Buffer
}

interface Received {
  /** Which connection it came on, counted from 1. */
  readonly connection: number
  readonly messageId: number
  readonly controls: readonly Control[]
}

export interface BindRequest extends Received {
  readonly kind: 'bind'
  readonly dn: string
  /** Undefined for SASL. */
  readonly password: string | undefined
}

export interface SearchRequest extends Received {
  readonly kind: 'search'
  readonly base: string
  readonly scope: 'base' | 'one' | 'sub' | number
  readonly sizeLimit: number
  readonly timeLimit: number
  readonly filter: Filter
  readonly attributes: readonly string[]
  /** The paged-results control, decoded; undefined where the search is not paged. */
  readonly paging: Paging | undefined
}

export interface ExtendedRequest extends Received {
  readonly kind: 'extended'
  readonly name: string
}

/** Unbind, abandon, and the operations that write, of which a reader sends none: a test may assert that there are none. */
export interface OtherRequest extends Received {
  readonly kind: 'unbind' | 'abandon' | 'other'
  readonly tag: number
}

/** A request as it was received. Operations that expect an answer: bind, search, extended, other. */
export type LdapRequest = BindRequest | SearchRequest | ExtendedRequest | OtherRequest

/** Decodes one LDAPMessage (RFC 4511, 4.1.1). Throws on anything that is not one. */
export function decodedRequest(message: Element, connection: number): LdapRequest {
  const [id, operation, controls] = elementsOf(message)
  if (id === undefined || operation === undefined) throw new Error('an LDAP message has an id and an operation')
  const received: Received = {
    connection,
    messageId: integerOf(id),
    controls: controls === undefined ? [] : elementsOf(controls).map(decodedControl),
  }
  switch (operation.tag) {
    case 0x60: {
      const [, dn, authentication] = elementsOf(operation)
      return { ...received, kind: 'bind', dn: text(dn), password: authentication?.tag === 0x80 ? text(authentication) : undefined }
    }
    case 0x63:
      return decodedSearch(operation, received)
    case 0x77:
      return { ...received, kind: 'extended', name: text(elementsOf(operation)[0]) }
    case 0x42:
      return { ...received, kind: 'unbind', tag: operation.tag }
    case 0x50:
      return { ...received, kind: 'abandon', tag: operation.tag }
    default:
      return { ...received, kind: 'other', tag: operation.tag }
  }
}

const SCOPES = ['base', 'one', 'sub'] as const

function decodedSearch(operation: Element, received: Received): SearchRequest {
  const [base, scope, , sizeLimit, timeLimit, , filter, attributes] = elementsOf(operation)
  if (scope === undefined || sizeLimit === undefined || timeLimit === undefined || filter === undefined || attributes === undefined) {
    throw new Error('a search request has eight parts')
  }
  const paging = received.controls.find(({ oid }) => oid === PAGING_CONTROL)
  return {
    ...received,
    kind: 'search',
    base: text(base),
    scope: SCOPES[integerOf(scope)] ?? integerOf(scope),
    sizeLimit: integerOf(sizeLimit),
    timeLimit: integerOf(timeLimit),
    filter: parsedFilter(filter),
    attributes: elementsOf(attributes).map(text),
    paging: paging === undefined ? undefined : decodedPaging(paging.value),
  }
}

function decodedPaging(value: Buffer): Paging {
  const [sequence] = elementsOf({ tag: 0, content: value })
  const [size, cookie] = sequence === undefined ? [] : elementsOf(sequence)
  if (size === undefined || cookie === undefined) throw new Error('a paged-results control has a size and a cookie')
  return { size: integerOf(size), cookie: cookie.content }
}

function decodedControl(control: Element): Control {
  const [oid, ...rest] = elementsOf(control)
  const critical = rest.find(({ tag }) => tag === 0x01)
  const value = rest.find(({ tag }) => tag === 0x04)
  return { oid: text(oid), critical: critical !== undefined && critical.content[0] !== 0, value: value?.content ?? Buffer.alloc(0) }
}

function text(part: Element | undefined): string {
  if (part === undefined) throw new Error('a part of the request is missing')
  return part.content.toString('utf8')
}
