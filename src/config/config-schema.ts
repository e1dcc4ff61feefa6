import { z } from 'zod'
import { duration, percent, secretReference, sourceName, text } from './field.ts'
import { sourceEntry } from './source-kinds.ts'

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const

const store = text
  .regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/u, 'expected `sqlite:PATH` or `postgres://…`')
  // A password in an address would stand in the file, in every log and in the process list.
  .refine((written) => !/^postgres(ql)?:\/\/[^/@]*:[^/@]*@/u.test(written), {
    message: 'a password may not stand in the configuration',
    params: { code: 'C008', help: 'leave it out, and let `PGPASSFILE` name a file that holds it' },
  })

const baseUrl = text.regex(/^https?:\/\/[^\s]+$/u, 'expected an address such as `https://gatehouse.example/`')
const shrink = z.strictObject({ percent: percent.optional(), records: z.int().nonnegative().optional() })
const mail = text.regex(/^[^\s@]+@[^\s@]+$/u, 'expected a mail address')
const mails = z.union([mail, z.array(mail).min(1)])

/** `gatehouse.yaml`, as it is written. Strict throughout: an unknown key is an error. */
export const configSchema = z.strictObject({
  policies: text.optional(),
  evidence: text.optional(),
  reports: text.optional(),
  store: store.optional(),
  joins: text.optional(),
  fail_on: z.enum(SEVERITIES).optional(),
  max_age: z.record(text, duration).optional(),
  breaker: z
    .strictObject({
      shrink: shrink.optional(),
      closing: z.strictObject({ percent: percent.optional(), findings: z.int().nonnegative().optional() }).optional(),
      sources: z.record(text, z.strictObject({ shrink })).optional(),
    })
    .optional(),
  spaces: z.record(text, z.array(text).min(1)).optional(),
  doors_hours: z.record(text, text).optional(),
  schedule: text.regex(/^(\S+\s+){4}\S+$/u, 'expected a cron expression of five fields').optional(),
  base_url: baseUrl.optional(),
  ocsf: z.strictObject({ names: z.boolean().optional() }).optional(),
  notify: z.record(text, z.strictObject({ mail: mails.optional(), webhook: z.union([baseUrl, secretReference]).optional() })).optional(),
  deliver: z.record(text, z.strictObject({ folder: text.optional(), mail: mails.optional() })).optional(),
  sources: z.record(sourceName, sourceEntry).optional(),
})

export type ConfigFile = z.infer<typeof configSchema>
