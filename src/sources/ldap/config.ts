import { z } from 'zod'
import { refusedAttribute } from './drop-list.ts'
import { FLAVOURS } from './flavour.ts'

const secret = z.union([
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ file: z.string().min(1) }),
  z.strictObject({ credential: z.string().min(1) }),
  z.strictObject({ command: z.array(z.string()).min(1) }),
])

const attribute = z.string().superRefine((name, context) => {
  const refusal = refusedAttribute(name)
  if (refusal !== null) context.addIssue(refusal)
})

/** The keys of a source of kind `ldap` that is read live. */
export const ldapSourceConfig = z.strictObject({
  kind: z.literal('ldap'),
  url: z.string().regex(/^ldaps:\/\//u, 'expected an address that begins with `ldaps://`'),
  base: z.string().min(1),
  bind: z.strictObject({ dn: z.string().min(1), password: secret }),
  flavour: z.enum(FLAVOURS).optional(),
  /** Extra attributes of accounts. */
  attributes: z.array(attribute).optional(),
  /** A group that the reader must see with at least so many members. */
  canary: z.strictObject({ group: z.string().min(1), members: z.int().positive() }).optional(),
  /** A file with the authorities to trust, in PEM; default: those of the machine. */
  ca: z.string().min(1).optional(),
})

/** What the collector is told: the configuration without its secret, which comes apart. */
export type LdapConfig = Pick<z.infer<typeof ldapSourceConfig>, 'url' | 'base' | 'flavour' | 'attributes' | 'canary' | 'ca'> & {
  readonly bind: { readonly dn: string }
}
