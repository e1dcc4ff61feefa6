import { z } from 'zod'
import { parseDuration } from '../core/base/duration.ts'
import type { IssueParams } from '../core/base/schema-complaints.ts'
import type { SecretReference } from './secret.ts'

/** Codes of the configuration file; `docs/configuration.md`. Never reused. */
export const CONFIG_CODES = {
  unreadable: 'C001',
  syntax: 'C002',
  missing: 'C003',
  unknown: 'C004',
  type: 'C005',
  choice: 'C006',
  form: 'C007',
  literalSecret: 'C008',
  override: 'C009',
  kindNotReadable: 'C010',
  overrideUnknown: 'C011',
  together: 'C012',
  noSuchSource: 'C013',
  noMailServer: 'C014',
} as const

export const text = z.string().trim().min(1, 'expected a text that is not empty')

export const sourceName = text.regex(
  /^[a-z][a-z0-9_-]{0,62}$/u,
  'expected a name that begins with a lower-case letter and has lower-case letters, digits, `-` and `_` only',
)

export const duration = text.refine((written) => parseDuration(written) !== null, 'expected a duration such as `36h`, `30d` or `6mo`')

export const percent = z.union([z.number().min(0).max(100), text.regex(/^(100|\d{1,2})%$/u, 'expected a percentage such as `20%`')])

/** A percentage above 0: of nothing, nothing can be done. */
export const share = percent.refine((written) => Number(String(written).replace('%', '')) > 0, 'expected a percentage above 0')

/** An option that goes with a help or a code of its own. */
export function withHelp(help: string, code?: string): { readonly params: IssueParams } {
  return { params: code === undefined ? { help } : { help, code } }
}

const secretHelp = 'name where the secret is: `{env: NAME}`, `{file: PATH}`, `{credential: NAME}` or `{command: [PROGRAM, …]}`'

/** How a secret is written, and how an editor sees it: JSON Schema refuses a literal one by its type. */
export const secretObject = z
  .strictObject({
    env: text.optional(),
    file: text.optional(),
    credential: text.regex(/^[^/]+$/u, 'expected a name, not a path').optional(),
    command: z.array(z.string()).min(1, 'expected a program and its arguments').optional(),
  })
  .refine((written) => Object.keys(written).length === 1, { message: 'expected exactly one reference', ...withHelp(secretHelp) })

/** A secret, by reference only. A text in its place is refused, and never repeated in the message. */
export const secretReference = z
  .unknown()
  .refine((written) => typeof written !== 'string' && typeof written !== 'number', {
    message: 'a secret may not stand in the configuration',
    abort: true,
    ...withHelp(secretHelp, CONFIG_CODES.literalSecret),
  })
  .pipe(secretObject)
  .transform(({ env, file, credential, command }): SecretReference => {
    if (env !== undefined) return { env }
    if (file !== undefined) return { file }
    if (credential !== undefined) return { credential }
    return { command: command ?? [] }
  })
