/** A text as a YAML scalar that nothing can take for something else; backslashes stay readable in single quotes. */
export function quoted(text: string): string {
  if (text.includes('\\') && !/['\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(text)) return `'${text}'`
  return JSON.stringify(text).replace(HIDDEN, (character) => escaped(character))
}

/** A person, date or slug as written, quoted where YAML would read it otherwise. */
export function plain(text: string): string {
  return /^[A-Za-z][A-Za-z0-9._+-]*(?:@[A-Za-z0-9.-]*[A-Za-z0-9])?$|^\d{4}-\d{2}-\d{2}$/u.test(text) && !RESERVED.test(text)
    ? text
    : quoted(text)
}

/**
 * A text from a system as part of a comment. INVARIANT: it has no character that could end the line or hide, so that no name in a
 * directory ever becomes a line of a policy.
 */
export function commentText(text: string): string {
  const shown = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => `⟦U+${hex(character)}⟧`)
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST).replace(/[\ud800-\udbff]$/u, '')}…` : shown
}

/** A slug made of whatever a system calls a thing; of a path its last part. `thing` where nothing of it is left. */
export function slugOf(label: string): string {
  const last = label.split(/[\\/]/u).findLast((part) => part.trim() !== '') ?? label
  const slug = last
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replaceAll(/^[^a-z]+|-+$/gu, '')
    .slice(0, 60)
    .replace(/-+$/u, '')
  return slug === '' ? 'thing' : slug
}

/** The name, or the first `name-2`, `name-3`, … that is not taken; it is taken from then on. */
export function unused(name: string, taken: Set<string>): string {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}-${count}`
    if (taken.has(candidate)) continue
    taken.add(candidate)
    return candidate
  }
}

const LONGEST = 300
const HIDDEN = /[\p{Cf}\p{Zl}\p{Zp}\u007f-\u009f]/gu
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n)$/iu

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
}
