import { html as template, raw } from 'hono/html'
import { visibleText } from '../words/visible-text.ts'

/** Text that has been through the escaping template: the only thing that a page is made of. */
export class Markup {
  readonly text: string
  private constructor(text: string) {
    this.text = text
  }

  /** INVARIANT: called only on what the template wrote, never on a text from a result. */
  static escaped(text: string): Markup {
    return new Markup(text)
  }
}

/** What may stand in a hole of the template; a text is escaped, null leaves nothing. */
export type Hole = string | number | null | Markup | readonly Hole[]

/**
 * Markup from a template whose every hole is escaped, and whose hidden characters are written out.
 *
 * Not called `html`, since formatters rewrite templates of that name, and a space more changes what a page says and the hash of
 * its style. Holes stand in text or in quoted attribute values only. Never in a tag's name, an unquoted value, a style or a script; a
 * URL goes through `link` first.
 */
export function markup(strings: TemplateStringsArray, ...holes: readonly Hole[]): Markup {
  const written = template(strings, ...holes.map(safe))
  if (written instanceof Promise) throw new Error('a template waits for a promise: reports are synchronous')
  return Markup.escaped(written.toString())
}

/** The pieces one after the other. */
export function joined(pieces: readonly Markup[], between = ''): Markup {
  return Markup.escaped(pieces.map(({ text }) => text).join(between))
}

export const nothing: Markup = Markup.escaped('')

function safe(hole: Hole): unknown {
  if (hole === null) return null
  if (typeof hole === 'string') return visibleText(hole)
  if (typeof hole === 'number') return hole
  if (hole instanceof Markup) return raw(hole.text)
  return hole.map(safe)
}
