/** A page taken apart by a small strict reader: it throws on anything that a browser would have to guess about. */
export interface ReadPage {
  readonly tags: readonly { readonly name: string; readonly attributes: readonly string[] }[]
  readonly hrefs: readonly string[]
  readonly ids: readonly string[]
  /** Text without tags, entities resolved, white space as one space. */
  readonly text: string
}

export function markupOf(page: string): ReadPage {
  const tags: { name: string; attributes: string[] }[] = []
  const hrefs: string[] = []
  const ids: string[] = []
  let text = ''
  let rest = page
  while (rest !== '') {
    const open = rest.indexOf('<')
    if (open < 0) throw new Error(`text after the last tag: ${rest.slice(0, 40)}`)
    const words = rest.slice(0, open)
    if (words.includes('>')) throw new Error(`a bare > in text: ${words.slice(-80)}`)
    text += words
    rest = rest.slice(open)
    const tag = /^<(!doctype html|\/?[a-z][a-z0-9]*)((?:\s+[a-z-]+[a-zA-Z-]*(?:="[^"<>]*")?)*)\s*\/?>/u.exec(rest)
    if (tag === null) throw new Error(`not a tag: ${rest.slice(0, 120)}`)
    rest = rest.slice(tag[0].length)
    const name = tag[1] ?? ''
    const attributes: string[] = []
    for (const [, key = '', value = ''] of (tag[2] ?? '').matchAll(/([a-zA-Z-]+)(?:="([^"]*)")?/gu)) {
      attributes.push(key)
      if (key === 'href') hrefs.push(resolved(value))
      if (key === 'id') ids.push(resolved(value))
    }
    tags.push({ name, attributes })
    if (name === 'style') rest = rest.slice(rest.indexOf('</style>'))
    if (!INLINE.has(name.replace('/', ''))) text += ' '
    if (name === '/html') {
      if (rest.trim() !== '') throw new Error(`something after the page: ${rest.slice(0, 40)}`)
      rest = ''
    }
  }
  return { tags, hrefs, ids, text: resolved(text).replace(/\s+/gu, ' ') }
}

/** Every reference inside the report that leads to no page or to no id on it, as `page -> href`. */
export function brokenLinks(pages: ReadonlyMap<string, string>): readonly string[] {
  const read = new Map([...pages].map(([path, text]) => [path, markupOf(text)]))
  const broken: string[] = []
  for (const [path, { hrefs, ids }] of read) {
    if (new Set(ids).size !== ids.length) broken.push(`${path}: an id stands twice`)
    for (const href of hrefs.filter((target) => !/^(?:mailto|https|data):/u.test(target))) {
      const { pathname, hash } = new URL(href, `https://report.example/${path}`)
      const target = read.get(decodeURI(pathname.slice(1)))
      if (target === undefined || (hash !== '' && !target.ids.includes(hash.slice(1)))) broken.push(`${path} -> ${href}`)
    }
  }
  return broken
}

const INLINE = new Set(['a', 'b', 'bdi', 'code', 'em', 'small'])

function resolved(text: string): string {
  return text.replace(/&(lt|gt|quot|#39|amp);/gu, (_, name: string) => ({ lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' })[name] ?? '')
}
