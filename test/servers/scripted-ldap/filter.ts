import { assertNever } from '../../../src/core/base/assert-never.ts'
import { elementsOf, type Element } from './ber.ts'
import type { ScriptedEntry } from './answer.ts'

/** A search filter (RFC 4511, 4.5.1.7). Forms that the scripted server does not evaluate keep their tag. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Filter[] }
  | { readonly kind: 'not'; readonly of: Filter }
  | { readonly kind: 'equal'; readonly attribute: string; readonly value: Buffer }
  | { readonly kind: 'present'; readonly attribute: string }
  | { readonly kind: 'unsupported'; readonly tag: number }

export function parsedFilter(part: Element): Filter {
  switch (part.tag) {
    case 0xa0:
      return { kind: 'and', of: elementsOf(part).map(parsedFilter) }
    case 0xa1:
      return { kind: 'or', of: elementsOf(part).map(parsedFilter) }
    case 0xa2: {
      const [inner] = elementsOf(part)
      if (inner === undefined) throw new Error('a `not` filter has a filter within')
      return { kind: 'not', of: parsedFilter(inner) }
    }
    case 0xa3: {
      const [attribute, value] = elementsOf(part)
      if (attribute === undefined || value === undefined) throw new Error('an equality filter has an attribute and a value')
      return { kind: 'equal', attribute: attribute.content.toString('utf8'), value: value.content }
    }
    case 0x87:
      return { kind: 'present', attribute: part.content.toString('utf8') }
    default:
      return { kind: 'unsupported', tag: part.tag }
  }
}

/** Whether the entry passes. Text is compared without case, as most attributes are; every entry has an objectClass. Throws on a form that it cannot evaluate. */
export function passes(entry: ScriptedEntry, filter: Filter): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.of.every((part) => passes(entry, part))
    case 'or':
      return filter.of.some((part) => passes(entry, part))
    case 'not':
      return !passes(entry, filter.of)
    case 'present':
      return filter.attribute.toLowerCase() === 'objectclass' || valuesOf(entry, filter.attribute).length > 0
    case 'equal': {
      const wanted = filter.value.toString('latin1').toLowerCase()
      return valuesOf(entry, filter.attribute).some((value) => Buffer.from(value).toString('latin1').toLowerCase() === wanted)
    }
    case 'unsupported':
      throw new Error(`the scripted server evaluates no filter of tag 0x${filter.tag.toString(16)}`)
    default:
      return assertNever(filter, 'filter')
  }
}

function valuesOf(entry: ScriptedEntry, attribute: string): readonly (string | Buffer)[] {
  return entry.attributes.flatMap(([name, values]) => (name.toLowerCase() === attribute.toLowerCase() ? values : []))
}
