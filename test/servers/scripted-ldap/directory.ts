import { assertNever } from '../../../src/core/base/assert-never.ts'
import { done, entry, type Answer, type ScriptedEntry, type Value } from './answer.ts'
import type { LdapScript } from './connection.ts'
import { passes } from './filter.ts'
import { rangedAttributes } from './ranges.ts'
import { PAGING_CONTROL, type Paging, type SearchRequest } from './request.ts'

export interface ScriptedDirectoryOptions {
  /** All entries; for very many a function that makes them anew for each search. */
  readonly entries?: readonly ScriptedEntry[] | (() => Iterable<ScriptedEntry>)
  /** Attributes of the root DSE; a function is given the number of the connection, as for two controllers behind one name. */
  readonly rootDse?: RootDse | ((connection: number) => RootDse)
  readonly bind?: (dn: string, password: string | undefined) => Answer & { readonly kind: 'done' }
  /** Entries of each page in order, 0 for an empty page; beyond the list, and by default, what the client asked for. */
  readonly pageSizes?: readonly number[]
  /** The cookie after a page, counted from 1, if more pages follow; default: another one each time. 389 always sends `MA==`. */
  readonly cookie?: (page: number) => Buffer
  /** Values of one attribute in one answer, as AD's MaxValRange (1,500): more come in ranges, the plain attribute is empty. */
  readonly maxValues?: number
  /** False: the paging control is not honoured, nor answered. */
  readonly paging?: boolean
  /** The page's honest answers come in, what is sent goes out. `page` counts from 1; a search that is not paged has page 1 alone. */
  readonly deviate?: (search: SearchRequest, page: number, honest: readonly Answer[]) => readonly Answer[]
}

export type RootDse = Readonly<Record<string, readonly Value[]>>

interface OpenSearch {
  readonly entries: Iterator<ScriptedEntry>
  readonly next: ScriptedEntry | undefined
  readonly page: number
  readonly cookie: Buffer
}

/**
 * A script that plays a directory: bind, root DSE, searches by base, scope and filter, paged or not; it deviates where
 * the options say so. One paged search a connection is kept open; a cookie of another connection is refused (code 53).
 */
export function scriptedDirectory(options: ScriptedDirectoryOptions = {}): LdapScript {
  const open = new Map<number, OpenSearch>()
  return (request) => {
    switch (request.kind) {
      case 'bind':
        return [options.bind?.(request.dn, request.password) ?? done()]
      case 'search':
        return request.base === '' && request.scope === 'base' ? rootDse(options, request) : answersOf(options, request, open)
      case 'extended':
        return [done(2, 'this extended operation is not known')]
      case 'other':
        return [done(53, 'this directory is read only')]
      case 'unbind':
      case 'abandon':
        return []
      default:
        return assertNever(request, 'request')
    }
  }
}

function rootDse({ rootDse: attributes }: ScriptedDirectoryOptions, { connection }: SearchRequest): readonly Answer[] {
  const given = typeof attributes === 'function' ? attributes(connection) : attributes
  return [entry('', { objectClass: ['top'], supportedLDAPVersion: ['3'], supportedControl: [PAGING_CONTROL], ...given }), done()]
}

function answersOf(options: ScriptedDirectoryOptions, search: SearchRequest, open: Map<number, OpenSearch>): Iterable<Answer> {
  const { paging } = search
  if (paging === undefined || options.paging === false) {
    const all = unpaged(options, search)
    return options.deviate === undefined ? all : options.deviate(search, 1, [...all])
  }
  const last = open.get(search.connection)
  open.delete(search.connection)
  if (paging.cookie.length > 0 && last?.cookie.equals(paging.cookie) !== true) return [done(53, 'this cookie is not of this connection')]
  const { page, answers, left } = onePage(options, search, paging, paging.cookie.length > 0 ? last : undefined)
  if (left !== undefined) open.set(search.connection, left)
  return options.deviate?.(search, page, answers) ?? answers
}

function* unpaged(options: ScriptedDirectoryOptions, search: SearchRequest): Generator<Answer> {
  let sent = 0
  for (const found of matches(options, search)) {
    if (search.sizeLimit > 0 && sent === search.sizeLimit) {
      yield done(4, 'the size limit that the client asked for')
      return
    }
    yield selected(found, search, options)
    sent += 1
  }
  yield done()
}

/** INVARIANT: the cookie is empty exactly when no entry is left. */
function onePage(
  options: ScriptedDirectoryOptions,
  search: SearchRequest,
  paging: Paging,
  last: OpenSearch | undefined,
): { readonly page: number; readonly answers: readonly Answer[]; readonly left: OpenSearch | undefined } {
  const entries = last?.entries ?? matches(options, search)[Symbol.iterator]()
  const draw = (): ScriptedEntry | undefined => {
    const { done: ended, value } = entries.next()
    return ended === true ? undefined : value
  }
  const page = (last?.page ?? 0) + 1
  const size = Math.min(options.pageSizes?.[page - 1] ?? paging.size, paging.size)
  const answers: Answer[] = []
  let next = last === undefined ? draw() : last.next
  for (; next !== undefined && answers.length < size; next = draw()) answers.push(selected(next, search, options))
  if (next === undefined) return { page, answers: [...answers, { ...done(), cookie: Buffer.alloc(0) }], left: undefined }
  const cookie = options.cookie?.(page) ?? Buffer.from(`page ${page} of connection ${search.connection}`)
  return { page, answers: [...answers, { ...done(), cookie }], left: { entries, next, page, cookie } }
}

function* matches({ entries = [] }: ScriptedDirectoryOptions, { base, scope, filter }: SearchRequest): Generator<ScriptedEntry> {
  const under = base.toLowerCase()
  for (const candidate of typeof entries === 'function' ? entries() : entries) {
    const dn = candidate.dn.toLowerCase()
    const parent = dn.replace(/^(?:\\.|[^,\\])*,/, '')
    const inScope =
      scope === 'base' ? dn === under : scope === 'one' ? parent === under : dn === under || under === '' || dn.endsWith(`,${under}`)
    if (inScope && passes(candidate, filter)) yield candidate
  }
}

/** The attributes asked for, as they are named in the entry. */
function selected(found: ScriptedEntry, { attributes: wanted }: SearchRequest, { maxValues }: ScriptedDirectoryOptions): Answer {
  return { kind: 'entry', dn: found.dn, attributes: rangedAttributes(found, wanted, maxValues) }
}
