/** A search filter (RFC 4515), as far as equality goes: what it demands otherwise is `other`. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly inner: Filter }
  | { readonly kind: 'equals'; readonly attribute: string; readonly value: string }
  | { readonly kind: 'other' }

/** The filter of a group's rule: the rule itself, or the fourth part of an LDAP URL (RFC 4516). Null for what is no filter. */
export function filterOf(rule: string): Filter | null {
  const text = /^ldaps?:\/\//iu.test(rule.trim()) ? decoded(rule.trim().split('?')[3] ?? '') : rule.trim()
  if (text === null || text === '') return null
  const read = partAt(text.startsWith('(') ? text : `(${text})`, 0)
  return read === null || read.rest !== '' ? null : read.filter
}

interface Read {
  readonly filter: Filter
  readonly rest: string
}

const deepest = 50

function partAt(text: string, depth: number): Read | null {
  if (!text.startsWith('(') || depth > deepest) return null
  const sign = text[1]
  if (sign === '&' || sign === '|') {
    const parts: Filter[] = []
    let rest = text.slice(2)
    while (rest.startsWith('(')) {
      const part = partAt(rest, depth + 1)
      if (part === null) return null
      parts.push(part.filter)
      rest = part.rest
    }
    return rest.startsWith(')') ? { filter: { kind: sign === '&' ? 'and' : 'or', parts }, rest: rest.slice(1) } : null
  }
  if (sign === '!') {
    const inner = partAt(text.slice(2), depth + 1)
    return inner !== null && inner.rest.startsWith(')') ? { filter: { kind: 'not', inner: inner.filter }, rest: inner.rest.slice(1) } : null
  }
  return itemAt(text)
}

function itemAt(text: string): Read | null {
  const item = /^\(([^()]*)\)/u.exec(text)
  if (item === null) return null
  const equality = /^([A-Za-z][\w.;-]*)=([^*]*)$/u.exec(item[1] ?? '')
  const rest = text.slice(item[0].length)
  const [, attribute = '', value = ''] = equality ?? []
  // An escaped value is compared with none of ours.
  if (equality === null || value === '' || value.includes('\\')) return { filter: { kind: 'other' }, rest }
  return { filter: { kind: 'equals', attribute, value }, rest }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
