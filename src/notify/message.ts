import { z } from 'zod'

/** A message as it waits in the outbox: written once, when the run was published, and sent as it stands. */
export interface Message {
  readonly format: 1
  readonly kind: 'digest' | 'critical' | 'run-failed'
  readonly to: Destination
  readonly run: string
  readonly institution: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** At most 3,000 characters. */
  readonly markdown: string
  readonly link: string | null
}

export type Destination =
  | { readonly channel: 'mail'; readonly audience: string; readonly address: string }
  | { readonly channel: 'webhook'; readonly audience: string }

/** Who is told at once of what is critical; no audience of the configuration. */
export const CRITICAL_AUDIENCE = 'escalation.critical'

/** Names a message within its run: the same audience and place to go is never written twice. */
export function messageKey(to: Destination): string {
  return to.channel === 'mail' ? `${to.audience}/mail/${to.address}` : `${to.audience}/webhook`
}

const MESSAGE = z.object({
  format: z.literal(1),
  kind: z.enum(['digest', 'critical', 'run-failed']),
  to: z.discriminatedUnion('channel', [
    z.object({ channel: z.literal('mail'), audience: z.string(), address: z.string() }),
    z.object({ channel: z.literal('webhook'), audience: z.string() }),
  ]),
  run: z.string(),
  institution: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  markdown: z.string(),
  link: z.string().nullable(),
})

/** The message that a body holds; null for one that this version cannot read. */
export function parsedMessage(body: string): Message | null {
  try {
    const parsed = MESSAGE.safeParse(JSON.parse(body))
    return parsed.success ? parsed.data : null
  } catch (cause) {
    if (cause instanceof SyntaxError) return null
    throw cause
  }
}
