/** A person as a policy or a register names one: by a declared key, never by a display name. */
export type PersonReference =
  | { readonly kind: 'employee'; readonly number: string; readonly written: string }
  /** A mail address, UPN or eppn: `text` in lower case, for comparing; `written` as it stands, for showing. */
  | { readonly kind: 'name'; readonly text: string; readonly written: string }

/** Reads `someone@some.where` or `id:<employee number>`; null for anything else. */
export function parsePersonReference(written: string): PersonReference | null {
  const employee = /^id:(\S+)$/u.exec(written)
  if (employee !== null) return { kind: 'employee', number: employee[1] ?? '', written }
  if (!/^[^\s@:,;<>()"]+@[^\s@:,;<>()"]+$/u.test(written)) return null
  return { kind: 'name', text: written.toLowerCase(), written }
}

/** Equal for two references that name the same key, however written. */
export function personReferenceKey(person: PersonReference): string {
  return person.kind === 'employee' ? `id:${person.number}` : person.text
}
