import type { Config } from '../config/config.ts'
import type { Earlier } from '../core/findings/earlier.ts'
import type { AuditResult } from '../core/model/audit-result.ts'
import type { Institution } from '../core/model/declared-institution.ts'
import { CRITICAL_AUDIENCE, type Destination, type Message, messageKey } from '../notify/message.ts'
import { type Digest, criticalDigest, digestOf } from '../report/digest/digest.ts'
import { digestHtml } from '../report/digest/digest-html.ts'
import { digestText } from '../report/digest/digest-text.ts'
import { turnsSince } from '../report/digest/turns.ts'
import { digestMarkdown } from '../report/markdown/digest-markdown.ts'
import { criticalRecipients } from './critical-recipients.ts'

/** A message as the store keeps it: `audience` names it within its run. */
export interface OutboxRow {
  readonly audience: string
  readonly body: string
}

/**
 * All that a run has to say to anybody, before it is published: a digest an audience, and critical findings a person.
 *
 * `unaddressed`: how many critical findings go to no person, since the policy names nobody with an address or no mail can be sent.
 */
export function outboxMessages(
  config: Config,
  institution: Institution,
  result: AuditResult,
  earlier: Earlier,
): { readonly rows: readonly OutboxRow[]; readonly unaddressed: number } {
  const turns = turnsSince(earlier, result)
  const { baseUrl } = config
  const digests = Object.entries(config.notify).flatMap(([audience, { names, projects }]) => {
    const digest = digestOf(result, turns, { names, projects, baseUrl })
    return digest === null ? [] : destinationsOf(config, audience).map((to) => messageOf('digest', digest, to, result.run))
  })
  const { people, unaddressed } = criticalRecipients(institution, result)
  const { mail } = config
  const urgent =
    mail === null
      ? []
      : people.map(({ address, findings }) => {
          const digest = criticalDigest(result, findings, { names: mail.names, baseUrl })
          return messageOf('critical', digest, { channel: 'mail', audience: CRITICAL_AUDIENCE, address }, result.run)
        })
  const unsent = mail === null ? people.flatMap(({ findings }) => findings) : []
  return {
    rows: [...urgent, ...digests].map((message) => ({ audience: messageKey(message.to), body: JSON.stringify(message) })),
    unaddressed: new Set([...unaddressed, ...unsent]).size,
  }
}

/** Where messages to an audience go, each address once. */
export function destinationsOf(config: Config, audience: string): readonly Destination[] {
  const channels = config.notify[audience]
  if (channels === undefined) return []
  const mails = [...new Set(channels.mail)].map((address): Destination => ({ channel: 'mail', audience, address }))
  return channels.webhook === null ? mails : [...mails, { channel: 'webhook', audience }]
}

export function messageOf(
  kind: Message['kind'],
  digest: Digest,
  to: Destination,
  { id, institution }: { readonly id: string; readonly institution: string },
): Message {
  const { subject, link } = digest
  const rendered = { text: digestText(digest), html: digestHtml(digest), markdown: digestMarkdown(digest) }
  return { format: 1, kind, to, run: id, institution, subject, ...rendered, link }
}
