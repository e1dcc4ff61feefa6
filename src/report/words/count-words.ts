/** `1 finding`, `2 findings`, `1,240 findings`: grouped by thousands without a locale. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${grouped(count)} ${count === 1 ? singular : plural}`
}

export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/gu, ',')
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? ''
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`
}

/** The first letter in upper case; a text that begins with anything else stays as it is. */
export function capitalised(text: string): string {
  return text.replace(/^[a-z]/u, (letter) => letter.toUpperCase())
}

/** `text` as a sentence: a capital first, unless it begins with a name and a colon (`ad: …`), and one full stop. */
export function sentence(text: string): string {
  const begun = /^[a-z0-9_-]+:/u.test(text) ? text : capitalised(text)
  return /[.!?…]$/u.test(begun) ? begun : `${begun}.`
}
