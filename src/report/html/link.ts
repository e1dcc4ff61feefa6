import { type Markup, markup } from './markup.ts'

/** A link to somewhere outside the report where `url` may be linked; else its text alone. */
function link(url: string, text: string): Markup {
  const safe = linkable(url)
  return safe === null ? markup`${text}` : markup`<a href="${safe}" rel="noreferrer">${text}</a>`
}

/** A person's mail address as a link, anything else as it stands. */
export function contact(who: string): Markup {
  return link(`mailto:${who}`, who)
}

/** `url` if it is an `https:` or a plain `mailto:` address without white space or hidden characters; else null. */
export function linkable(url: string): string | null {
  if (/^https:\/\/[a-z0-9.-]+(?::\d+)?(?:[/?#][\x21-\x7e]*)?$/iu.test(url)) return url
  return /^mailto:[a-z0-9._+'-]+@[a-z0-9.-]+$/iu.test(url) ? url : null
}

/** How the page at `from` refers to the page at `to`, both relative to the report folder; `to` may carry a `#fragment`. */
export function relativeHref(from: string, to: string): string {
  const here = from.split('/').slice(0, -1)
  const there = to.split('/')
  const [fileAndFragment] = there.slice(-1)
  let shared = 0
  while (shared < here.length && shared < there.length - 1 && here[shared] === there[shared]) shared++
  return [...here.slice(shared).map(() => '..'), ...there.slice(shared, -1), fileAndFragment ?? ''].join('/')
}
