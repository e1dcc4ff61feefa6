const MARK = 'visible:'

/** The comment in a file of accounts that names the state attributes which the reader was shown on some account. */
export function visibleComment(names: Iterable<string>): string {
  return `${MARK} ${[...names].join(' ')}`
}

/** The attributes that such a comment names, in lower case; none for another comment. */
export function visibleAttributes(comment: string): readonly string[] {
  if (!comment.startsWith(MARK)) return []
  return comment
    .slice(MARK.length)
    .split(' ')
    .filter((name) => name !== '')
    .map((name) => name.toLowerCase())
}

/** The attributes that a file of ours says it asked for, in lower case; null for another comment. */
export function askedAttributes(comment: string): ReadonlySet<string> | null {
  const listed = /^attributes: (.*)$/u.exec(comment)?.[1]
  return listed === undefined ? null : new Set(listed.toLowerCase().split(' '))
}
