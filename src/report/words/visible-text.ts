/**
 * `text` with every character that hides, reorders or breaks output written out as `⟦U+202E⟧`.
 *
 * Evidence is hostile input: a name may hold a NUL, an escape sequence, a right-to-left override or half a surrogate pair.
 * They are shown, not dropped, since two names that differ only in them are two names. Tab and line feed stay.
 */
export function visibleText(text: string): string {
  return HIDDEN_ANY.test(text) ? text.replace(HIDDEN, (character) => `⟦U+${hex(character)}⟧`) : text
}

// Controls; soft hyphen; zero-width and direction marks but for the two joiners, which Persian and Indic names need; line and
// paragraph separators; byte order mark; annotation marks; lone surrogates; tag characters, which carry text unseen.
const CLASS =
  '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\uffff' +
  '\\ud800-\\udfff\\u{e0000}-\\u{e007f}]'
const HIDDEN = new RegExp(CLASS, 'gu')
const HIDDEN_ANY = new RegExp(CLASS, 'u')

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
}
