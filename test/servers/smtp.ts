import { type AddressInfo, type Server, type Socket, createServer } from 'node:net'
import { TLSSocket, createSecureContext } from 'node:tls'
import { testAuthority } from './authority.ts'

export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  /** Header and body as they came, dots unstuffed. */
  readonly data: string
  readonly user: string | null
  readonly encrypted: boolean
}

export interface SmtpOptions {
  readonly tls: 'starttls' | 'implicit' | 'none'
  readonly login?: { readonly user: string; readonly password: string }
  readonly port?: number
  /** Where the server dies with the connection open: once the message began, or before it answers that it took it. */
  readonly diesAt?: 'data' | 'end-of-data'
  /** It never answers that it took the message. */
  readonly hangsAt?: 'end-of-data'
  /** Answers 550 to these recipients. */
  readonly unknown?: readonly string[]
}

export interface SmtpServer {
  readonly port: number
  readonly received: readonly ReceivedMail[]
  /** Every command line that came, `AUTH` without its secret. */
  readonly commands: readonly string[]
  /** Resolves when a message came that `hangsAt` leaves without an answer. */
  readonly hung: Promise<void>
  stop(): Promise<void>
}

/** A mail server on loopback that speaks SMTP (RFC 5321) with STARTTLS (3207) and AUTH PLAIN and LOGIN (4954), and keeps what it takes. */
export async function startSmtp(options: SmtpOptions): Promise<SmtpServer> {
  const authority = await testAuthority()
  const { cert, key } = await authority.issue('good')
  const secureContext = createSecureContext({ cert, key })
  const received: ReceivedMail[] = []
  const commands: string[] = []
  const sockets = new Set<Socket>()
  const hanging = Promise.withResolvers<void>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
    const implicit = options.tls === 'implicit'
    const channel = implicit ? encrypted(socket) : socket
    converse(channel, implicit)
  })
  function encrypted(socket: Socket): TLSSocket {
    const secure = new TLSSocket(socket, { isServer: true, secureContext })
    secure.on('error', () => socket.destroy())
    return secure
  }
  function die(): void {
    server.close()
    for (const socket of sockets) socket.destroy()
  }

  function converse(channel: Socket, isEncrypted: boolean, greeted = false): void {
    let buffer = ''
    let from = ''
    let to: string[] = []
    let user: string | null = null
    let mode: 'command' | 'data' | 'login-user' | 'login-password' | 'plain' = 'command'
    let loginUser = ''
    const say = (line: string): void => void channel.write(`${line}\r\n`)
    function authenticated(name: string, password: string): void {
      mode = 'command'
      const isKnown = options.login !== undefined && name === options.login.user && password === options.login.password
      if (isKnown) user = name
      say(isKnown ? '235 2.7.0 welcome' : '535 5.7.8 authentication failed')
    }
    function plain(text: string): void {
      const [, name = '', password = ''] = decoded(text).split('\0')
      authenticated(name, password)
    }
    function command(line: string): void {
      commands.push(line.replace(/^(AUTH \S+).*$/iu, '$1'))
      const verb = line.split(/[ :]/u)[0]?.toUpperCase()
      if (verb === 'EHLO' || verb === 'HELO') {
        const offers = [
          ...(options.tls === 'starttls' && !isEncrypted ? ['STARTTLS'] : []),
          ...(options.login !== undefined && (isEncrypted || options.tls === 'none') ? ['AUTH PLAIN LOGIN'] : []),
          '8BITMIME',
        ]
        const lines = ['smtp.northmoor.test', ...offers]
        lines.forEach((offer, at) => say(`250${at === lines.length - 1 ? ' ' : '-'}${offer}`))
      } else if (verb === 'STARTTLS' && options.tls === 'starttls' && !isEncrypted) {
        channel.removeAllListeners('data')
        say('220 2.0.0 go ahead')
        converse(encrypted(channel), true, true)
      } else if (verb === 'AUTH') {
        const [, method = '', initial] = line.split(' ')
        if (method.toUpperCase() === 'PLAIN' && initial !== undefined) plain(initial)
        else {
          mode = method.toUpperCase() === 'PLAIN' ? 'plain' : 'login-user'
          say(mode === 'plain' ? '334 ' : '334 VXNlcm5hbWU6')
        }
      } else if (verb === 'MAIL') {
        if (options.login !== undefined && user === null) return say('530 5.7.0 authentication required')
        from = /<([^>]*)>/u.exec(line)?.[1] ?? ''
        to = []
        say('250 2.1.0 ok')
      } else if (verb === 'RCPT') {
        const recipient = /<([^>]*)>/u.exec(line)?.[1] ?? ''
        if (options.unknown?.includes(recipient) === true) return say('550 5.1.1 no such user here')
        to.push(recipient)
        say('250 2.1.5 ok')
      } else if (verb === 'DATA') {
        if (options.diesAt === 'data') return die()
        mode = 'data'
        say('354 end with a dot')
      } else if (verb === 'QUIT') {
        say('221 2.0.0 bye')
        channel.end()
      } else say(verb === 'RSET' || verb === 'NOOP' ? '250 2.0.0 ok' : '502 5.5.1 unknown')
    }
    function data(): boolean {
      const end = buffer.startsWith('.\r\n') ? 0 : buffer.indexOf('\r\n.\r\n')
      if (end < 0) return false
      const text = buffer.slice(0, end).replaceAll('\r\n..', '\r\n.')
      buffer = buffer.slice(end + (end === 0 ? 3 : 5))
      mode = 'command'
      if (options.diesAt === 'end-of-data') {
        die()
        return false
      }
      if (options.hangsAt === 'end-of-data') {
        hanging.resolve()
        return false
      }
      received.push({ from, to, data: text, user, encrypted: isEncrypted })
      say('250 2.0.0 taken')
      return true
    }
    channel.on('data', (bytes: Buffer) => {
      buffer += bytes.toString('latin1')
      for (;;) {
        if (mode === 'data') {
          if (!data()) return
          continue
        }
        const end = buffer.indexOf('\r\n')
        if (end < 0) return
        const line = buffer.slice(0, end)
        buffer = buffer.slice(end + 2)
        if (mode === 'plain') plain(line)
        else if (mode === 'login-user') {
          loginUser = decoded(line)
          mode = 'login-password'
          say('334 UGFzc3dvcmQ6')
        } else if (mode === 'login-password') authenticated(loginUser, decoded(line))
        else command(line)
      }
    })
    if (!greeted) say('220 smtp.northmoor.test ESMTP')
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', () => resolve())
  })
  return {
    port: (server.address() as AddressInfo).port,
    received,
    commands,
    hung: hanging.promise,
    stop: async () =>
      new Promise((resolve) => {
        if (!server.listening) return resolve()
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8')
}
