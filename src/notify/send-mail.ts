import { createHash } from 'node:crypto'
import { createTransport } from 'nodemailer'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import { type Message, messageKey } from './message.ts'
import { oneLine } from './one-line.ts'

export interface MailServer {
  readonly host: string
  readonly port: number
  readonly tls: 'starttls' | 'implicit' | 'none'
  readonly from: string
  readonly login: { readonly user: string; readonly password: string } | null
  /** The authorities to trust, in PEM; null: the machine's. */
  readonly ca: string | null
}

const CONNECT_TIMEOUT_MS = 15_000
const SILENCE_TIMEOUT_MS = 60_000

/**
 * Hands one message over to the mail server; why it was not accepted, in one line, otherwise.
 *
 * A message that is sent twice bears the same `Message-ID`, so that a reader's program can tell. Without `none` nothing is said before
 * the connection is encrypted and the server's name proved.
 */
export async function sendMail(message: Message, address: string, server: MailServer): Promise<Result<null, string>> {
  const transport = createTransport({
    host: server.host,
    port: server.port,
    secure: server.tls === 'implicit',
    requireTLS: server.tls === 'starttls',
    ignoreTLS: server.tls === 'none',
    ...(server.login === null ? {} : { auth: { user: server.login.user, pass: server.login.password } }),
    tls: { minVersion: 'TLSv1.2', ...(server.ca === null ? {} : { ca: server.ca }) },
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    await transport.sendMail({
      from: server.from,
      to: address,
      subject: message.subject,
      text: message.text,
      html: message.html,
      messageId: messageId(message, server.from),
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Gatehouse-Run': message.run },
    })
    return succeeded(null)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    return failed(oneLine(`${server.host}: ${cause.message}`))
  } finally {
    transport.close()
  }
}

function messageId({ run, to }: Message, from: string): string {
  const hash = createHash('sha256')
    .update(`${run}\n${messageKey(to)}`, 'utf8')
    .digest('hex')
    .slice(0, 32)
  return `<${hash}@${from.slice(from.lastIndexOf('@') + 1)}>`
}
