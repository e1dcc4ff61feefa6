import { afterEach, expect, test } from 'vitest'
import { sendMail } from '../../src/notify/send-mail.ts'
import { testAuthority } from '../servers/authority.ts'
import { describeWithServers } from '../servers/describe-with-servers.ts'
import { freePort } from '../servers/free-port.ts'
import { type SmtpOptions, type SmtpServer, startSmtp } from '../servers/smtp.ts'
import { buildMessage } from './build-message.ts'

const LOGIN = { user: 'gatehouse', password: 'correct horse' }
const TO = 'it@northmoor.example'
let server: SmtpServer | undefined
afterEach(async () => server?.stop())

async function sent(
  options: SmtpOptions,
  more: { readonly tls?: 'starttls' | 'implicit' | 'none'; readonly password?: string; readonly foreign?: boolean } = {},
) {
  server = await startSmtp(options)
  const { ca, foreignCa } = await testAuthority()
  return sendMail(buildMessage(), TO, {
    host: '127.0.0.1',
    port: server.port,
    tls: more.tls ?? options.tls,
    from: 'gatehouse@northmoor.example',
    login: options.login === undefined ? null : { user: LOGIN.user, password: more.password ?? LOGIN.password },
    ca: more.foreign === true ? foreignCa : ca,
  })
}

describeWithServers(['openssl'], 'a mail server', () => {
  test.each(['starttls', 'implicit'] as const)('receives text and HTML, encrypted and after a login (%s)', async (tls) => {
    expect(await sent({ tls, login: LOGIN })).toEqual({ ok: true, value: null })
    const [mail] = server?.received ?? []
    expect(mail).toMatchObject({ from: 'gatehouse@northmoor.example', to: [TO], user: 'gatehouse', encrypted: true })
    expect(mail?.data).toContain('Subject: Gatehouse: 2 new, 1 worse, coverage incomplete (qsense)')
    expect(mail?.data).toMatch(/Message-ID: <[0-9a-f]{32}@northmoor\.example>/u)
    expect(mail?.data).toContain('Auto-Submitted: auto-generated')
    const kinds = mail?.data.match(/^Content-Type: [^;\r]+/gmu)
    expect(kinds).toEqual(['Content-Type: multipart/alternative', 'Content-Type: text/plain', 'Content-Type: text/html'])
    expect(server?.commands.findIndex((line) => line.startsWith('AUTH'))).toBeGreaterThan(server?.commands.indexOf('STARTTLS') ?? -1)
  })

  test('without encryption is refused by us, whatever it offers', async () => {
    const outcome = await sent({ tls: 'none', login: LOGIN }, { tls: 'starttls' })
    expect(outcome).toMatchObject({ ok: false })
    expect(server?.commands.some((line) => line.startsWith('AUTH'))).toBe(false)
    expect(server?.received).toEqual([])
  })

  test('with a certificate of an authority that nobody trusts is told nothing', async () => {
    const outcome = await sent({ tls: 'starttls', login: LOGIN }, { foreign: true })
    expect(outcome).toMatchObject({ ok: false, error: expect.stringContaining('certificate') })
    expect(server?.commands.some((line) => line.startsWith('AUTH'))).toBe(false)
  })

  test('that refuses the login or the recipient is named in one line, without the password', async () => {
    const refused = await sent({ tls: 'starttls', login: LOGIN }, { password: 'wrong horse' })
    expect(refused).toMatchObject({ ok: false, error: expect.stringMatching(/^127\.0\.0\.1: .*535/u) })
    expect(JSON.stringify(refused)).not.toContain('wrong horse')
    await server?.stop()
    expect(await sent({ tls: 'starttls', unknown: [TO] })).toMatchObject({ ok: false, error: expect.stringContaining('550') })
  })

  test.each(['data', 'end-of-data'] as const)('that dies at %s has taken nothing, and takes the same message later', async (diesAt) => {
    expect(await sent({ tls: 'starttls', diesAt })).toMatchObject({ ok: false })
    expect(server?.received).toEqual([])
    expect(await sent({ tls: 'starttls' })).toMatchObject({ ok: true })
    expect(server?.received).toHaveLength(1)
  })

  test('that is not there is a failure, not an error', async () => {
    const { ca } = await testAuthority()
    const port = await freePort()
    const outcome = await sendMail(buildMessage(), TO, {
      host: '127.0.0.1',
      port,
      tls: 'starttls',
      from: 'g@northmoor.example',
      login: null,
      ca,
    })
    expect(outcome).toMatchObject({ ok: false, error: expect.stringContaining('ECONNREFUSED') })
  })
})
