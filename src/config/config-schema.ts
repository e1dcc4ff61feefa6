import { z } from 'zod'
import { CONFIG_CODES, duration, percent, secretReference, sourceName, text, withHelp } from './field.ts'
import { sourceEntry } from './source-kinds.ts'

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1'])

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const

const store = text
  .regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/u, 'expected `sqlite:PATH` or `postgres://…`')
  // A password in an address would stand in the file, in every log and in the process list.
  .refine((written) => !/^postgres(ql)?:\/\/[^/@]*:[^/@]*@/u.test(written), {
    message: 'a password may not stand in the configuration',
    params: { code: 'C008', help: 'leave it out, and let `PGPASSFILE` name a file that holds it' },
  })

const baseUrl = text.regex(/^https?:\/\/[^\s]+$/u, 'expected an address such as `https://gatehouse.example/`')
/** Messages and beats carry what must not be read on the way; only to this machine itself they may go in the clear. */
const endpoint = text.regex(
  /^(https:\/\/[^\s]+|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/[^\s]*)?)$/u,
  'expected an address that begins with `https://`',
)
const shrink = z.strictObject({ percent: percent.optional(), records: z.int().nonnegative().optional() })
const mail = text.regex(/^[^\s@]+@[^\s@]+$/u, 'expected a mail address')
const mails = z.union([mail, z.array(mail).min(1)])

const mailServer = z
  .strictObject({
    host: text.regex(/^[^\s/@]+$/u, 'expected the name of a machine'),
    port: z.int().min(1).max(65_535).optional(),
    tls: z.enum(['starttls', 'implicit', 'none']).optional(),
    from: mail,
    user: text.optional(),
    password: secretReference.optional(),
    /** File with the authorities to trust, in PEM; default: the machine's. */
    ca: text.optional(),
    /** May messages about critical findings name people? */
    names: z.boolean().optional(),
  })
  .superRefine(({ host, tls, user, password }, context) => {
    if (tls === 'none' && !LOOPBACK.has(host))
      context.addIssue({
        code: 'custom',
        message: 'mail may leave this machine only encrypted',
        path: ['tls'],
        ...withHelp('set `starttls` or `implicit`; `none` is for a relay on this machine'),
      })
    if ((user === undefined) !== (password === undefined))
      context.addIssue({
        code: 'custom',
        message: '`user` and `password` go together',
        path: [user === undefined ? 'password' : 'user'],
        ...withHelp('set both or neither', CONFIG_CODES.together),
      })
  })

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
  notify: z
    .record(
      text,
      z.strictObject({
        mail: mails.optional(),
        webhook: z.union([endpoint, secretReference]).optional(),
        format: z.enum(['json', 'slack', 'teams']).optional(),
        /** May its messages name people? */
        names: z.boolean().optional(),
        /** Only what touches these. */
        projects: z.array(text).min(1).optional(),
      }),
    )
    .optional(),
  mail: mailServer.optional(),
  /** Called after each published run. */
  heartbeat: z.union([endpoint, secretReference]).optional(),
  /** Folder in which `gatehouse.prom` is kept. */
  metrics: text.optional(),
  /** How long is kept what names people. */
  retention: z.strictObject({ evidence: duration.optional(), access: duration.optional(), people: duration.optional() }).optional(),
  deliver: z.record(text, z.strictObject({ folder: text.optional(), mail: mails.optional() })).optional(),
  sources: z.record(sourceName, sourceEntry).optional(),
})

export type ConfigFile = z.infer<typeof configSchema>
