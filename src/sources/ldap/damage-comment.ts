/** Damage that an export brought with it, kept in the evidence as a comment, since what was damaged could not be written again. */
export type Damage =
  /** Of the record that follows. */
  | { readonly kind: 'record'; readonly reason: string }
  /** Of something that names no record. */
  | { readonly kind: 'dataset'; readonly reason: string }

export function damageComment({ kind, reason }: Damage): string {
  return `${kind === 'record' ? 'damaged' : 'lost'}: ${reason.replaceAll(/\s+/gu, ' ')}`
}

/** The damage that a comment states; null for another comment. */
export function damageIn(comment: string): Damage | null {
  const match = /^(damaged|lost): (.*)$/su.exec(comment)
  return match === null ? null : { kind: match[1] === 'damaged' ? 'record' : 'dataset', reason: match[2] ?? '' }
}
