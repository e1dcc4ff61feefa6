import type { Diagnostic } from '../base/diagnostic.ts'

/** What to do; a question where the answer costs something, since most of a thousand mistakes are never shown. */
export type Help = string | null | (() => string | null)

/** A diagnostic whose help need not be worked out yet. */
export type Draft = Omit<Diagnostic, 'help'> & { readonly help: Help }
