import { readFile } from 'node:fs/promises'
import type { Config } from '../config/config.ts'
import { type SecretReference, resolveSecret } from '../config/secret.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import type { UndeliveredMessage } from '../core/model/audit-result.ts'
import { httpCall } from '../notify/http-call.ts'
import { CRITICAL_AUDIENCE, type Message, parsedMessage } from '../notify/message.ts'
import { sendMail } from '../notify/send-mail.ts'
import { webhookPayload } from '../notify/webhook-payload.ts'
import type { DeliveryOutcome, Store, WaitingMessage } from '../store/store.ts'
import { isDiskError, saysOf } from './publication/disk-error.ts'
import type { System } from './system.ts'

/** An outcome without its moment. */
export type Delivery =
  | { readonly kind: 'sent' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'withdrawn'; readonly reason: string }

/**
 * Step 7: sends all that waits, critical first, then the oldest run first. To be called while holding the lock, so that nobody else
 * sends the same. Resolves to what did not go out, a line each; nothing of this fails an audit.
 *
 * A place that refused one message is not asked again in this pass: what waits for it stays in order, and waits for the next. A kill
 * between the sending and the note of it sends the message a second time: at least once, never not at all.
 */
export async function sendWaiting(store: Store, config: Config, system: System): Promise<readonly string[]> {
  const refusedAt = new Set<string>()
  const lines: string[] = []
  for (const { row, message } of inOrder(await store.waitingMessages())) {
    const place = message === null ? '' : placeOf(message)
    if (refusedAt.has(place)) {
      lines.push(`the message of run ${row.run} to ${place} waits too`)
      continue
    }
    const delivery: Delivery =
      message === null ? { kind: 'failed', reason: 'this version cannot read it' } : await deliver(message, config, system)
    await store.recordDelivery(row.run, row.audience, outcomeOf(delivery, system))
    const { audience, channel } = message?.to ?? { audience: row.audience, channel: null }
    const said = { event: `message-${delivery.kind}`, run: row.run, audience, channel, attempt: row.attempts + 1 }
    if (delivery.kind === 'sent') {
      system.log({ level: 'info', ...said })
      continue
    }
    system.log({ level: 'warning', ...said, reason: delivery.reason })
    if (delivery.kind === 'failed') refusedAt.add(place)
    lines.push(
      delivery.kind === 'failed'
        ? `the message of run ${row.run} to ${place} has not arrived: ${delivery.reason}; it is tried again with the next run, or by \`gatehouse audit --resend\``
        : `the message of run ${row.run} to ${place} was withdrawn: ${delivery.reason}`,
    )
  }
  return lines
}

/** What the next report tells of messages that have not arrived; a line an audience and channel, not an address. */
export function undelivered(waiting: readonly WaitingMessage[]): readonly UndeliveredMessage[] {
  const told = new Map<string, UndeliveredMessage>()
  for (const { run, body, audience: key, attempts, failure } of waiting) {
    const to = parsedMessage(body)?.to
    const audience = to?.audience ?? key
    const channel = to?.channel ?? 'mail'
    const name = JSON.stringify([run, audience, channel])
    if (attempts >= (told.get(name)?.attempts ?? 0)) told.set(name, { run, audience, channel, attempts, failure })
  }
  return [...told.values()]
}

/** One message to the place that it names, if the configuration still has it. */
export async function deliver(message: Message, config: Config, system: System): Promise<Delivery> {
  const { to } = message
  const channels = config.notify[to.audience]
  if (to.channel === 'mail') {
    if (to.audience !== CRITICAL_AUDIENCE && channels?.mail.includes(to.address) !== true)
      return { kind: 'withdrawn', reason: 'the configuration does not name this address any more' }
    return deliveryOf(await mailed(message, to.address, config, system))
  }
  if (channels === undefined || channels.webhook === null)
    return { kind: 'withdrawn', reason: 'the configuration does not name this webhook any more' }
  const url = await textOf(channels.webhook, config, system)
  if (!url.ok) return deliveryOf(url)
  return deliveryOf(await httpCall(url.value, { method: 'POST', json: webhookPayload(message, channels.format) }))
}

/** The text itself, or what the reference leads to. */
export async function textOf(written: string | SecretReference, { folder }: Config, { env }: System): Promise<Result<string, string>> {
  if (typeof written === 'string') return succeeded(written)
  const secret = await resolveSecret(written, { folder, env })
  return secret.ok ? succeeded(secret.value.reveal()) : failed(`${secret.error.reason}; ${secret.error.cure}`)
}

async function mailed(message: Message, address: string, config: Config, system: System): Promise<Result<null, string>> {
  const { mail } = config
  if (mail === null) return failed('no mail server is configured')
  const password = mail.login === null ? succeeded('') : await textOf(mail.login.password, config, system)
  if (!password.ok) return password
  const ca = mail.ca === null ? succeeded(null) : await authorities(mail.ca)
  if (!ca.ok) return ca
  const login = mail.login === null ? null : { user: mail.login.user, password: password.value }
  return sendMail(message, address, { ...mail, login, ca: ca.value })
}

async function authorities(path: string): Promise<Result<string, string>> {
  try {
    return succeeded(await readFile(path, 'utf8'))
  } catch (cause) {
    if (!isDiskError(cause)) throw cause
    return failed(`the authorities of the mail server cannot be read: ${saysOf(cause)}`)
  }
}

function deliveryOf(sent: Result<unknown, string>): Delivery {
  return sent.ok ? { kind: 'sent' } : { kind: 'failed', reason: sent.error }
}

function outcomeOf(delivery: Delivery, { clock }: System): DeliveryOutcome {
  return { ...delivery, at: clock() }
}

function inOrder(waiting: readonly WaitingMessage[]): readonly { readonly row: WaitingMessage; readonly message: Message | null }[] {
  const read = waiting.map((row) => ({ row, message: parsedMessage(row.body) }))
  const isUrgent = ({ message }: (typeof read)[number]) => message?.kind === 'critical'
  return [...read.filter(isUrgent), ...read.filter((one) => !isUrgent(one))]
}

/** Where a message goes, as a log may name it: an address of a webhook is a secret. */
function placeOf({ to }: Message): string {
  return to.channel === 'mail' ? `${to.audience} by mail to ${to.address}` : `${to.audience} by webhook`
}
