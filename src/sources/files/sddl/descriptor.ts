/** A security descriptor as its text says it: SIDs spelt out, rights as a mask. */
export interface Descriptor {
  /** `S-1-…`; null where the text names none. */
  readonly owner: string | null
  readonly group: string | null
  /** In stored order; null = a null DACL, which lets everybody do everything. */
  readonly entries: readonly DescriptorEntry[] | null
  /** Takes nothing over from its parent (`P`). */
  readonly isProtected: boolean
}

export interface DescriptorEntry {
  readonly effect: 'allow' | 'deny'
  readonly trustee: string
  /** The access mask, unsigned. */
  readonly rights: number
  /** GUID, lower case; null = the whole object. */
  readonly objectType: string | null
  /** For what lies below only (`IO`). */
  readonly inheritOnly: boolean
  /** Is handed on to what lies below (`OI`, `CI`). */
  readonly inherits: boolean
  /** Came from the parent (`ID`). */
  readonly isInherited: boolean
  /** Holds only where an expression over claims does (`XA`, `XD`). */
  readonly isConditional: boolean
}
