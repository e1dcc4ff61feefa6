import { freePort } from '../servers/free-port.ts'
import { type SmtpServer, startSmtp } from '../servers/smtp.ts'
import { type Hook, startHook } from '../servers/webhook.ts'

/** A message as it came in at a place. */
export interface Arrived {
  readonly subject: string
  readonly text: string
}

/** Everywhere that the story's messages go, each a real server on loopback. */
export interface Places {
  readonly smtpPort: number
  readonly hooks: { readonly security: Hook; readonly labs: Hook; readonly heartbeat: Hook }
  /** Makes the night's places answer or not. */
  prepare(about: { readonly labsDown: boolean; readonly mailDown: boolean }): Promise<void>
  /** What has come since the last `prepare`: by place, a mailbox by its address; heartbeats too. What was refused has not come. */
  arrived(): Readonly<Record<string, readonly Arrived[]>>
  close(): Promise<void>
}

export async function openedPlaces(): Promise<Places> {
  const hooks = { security: await startHook(), labs: await startHook(), heartbeat: await startHook() }
  const smtpPort = await freePort()
  let mail: SmtpServer | null = null
  let labsAnswer = true
  let before: Readonly<Record<string, number>> = {}
  const callsOf = (): readonly (readonly [string, Hook])[] => Object.entries(hooks)

  return {
    smtpPort,
    hooks,
    async prepare({ labsDown, mailDown }) {
      labsAnswer = !labsDown
      hooks.labs.answer(labsDown ? 500 : 200)
      if (mailDown) {
        await mail?.stop()
        mail = null
      } else mail ??= await startSmtp({ tls: 'starttls', port: smtpPort })
      before = Object.fromEntries([...callsOf().map(([name, { calls }]) => [name, calls.length]), ['mail', mail?.received.length ?? 0]])
    },
    arrived() {
      const posted = callsOf().map(([name, { calls }]) => {
        const since = name === 'labs' && !labsAnswer ? [] : calls.slice(before[name])
        return [name, since.map(({ body }) => (body === '' ? { subject: '', text: '' } : (JSON.parse(body) as Arrived)))] as const
      })
      const mails = (mail?.received ?? []).slice(before['mail'])
      const boxes = Map.groupBy(mails, ({ to }) => to.join(' '))
      return Object.fromEntries([...posted, ...[...boxes].map(([to, all]) => [to, all.map(({ data }) => opened(data))] as const)])
    },
    async close() {
      await mail?.stop()
      await Promise.all(callsOf().map(async ([, hook]) => hook.stop()))
    },
  }
}

/** The subject and the plain part of a mail. */
function opened(data: string): Arrived {
  const plain = data.split(/^--.*$/mu).find((part) => /^Content-Type: text\/plain/imu.test(part)) ?? data
  const [head = '', ...body] = plain.trimStart().split('\r\n\r\n')
  const text = body.join('\r\n\r\n')
  const subject = /^Subject: (.*(?:\r\n .*)*)/mu.exec(data)?.[1]?.replaceAll('\r\n', '') ?? ''
  return { subject, text: decoded(head, text).replaceAll('\r\n', '\n') }
}

function decoded(head: string, text: string): string {
  if (/base64/iu.test(head)) return Buffer.from(text, 'base64').toString('utf8')
  if (!/quoted-printable/iu.test(head)) return text
  const bytes = text
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/gu, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
