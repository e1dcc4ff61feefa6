import { chmodSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { publishedIn, ran } from '../end-to-end/published.ts'
import { events, gatehouse } from '../end-to-end/run-gatehouse.ts'
import type { Institution } from '../end-to-end/small-institution.ts'
import { describeWithServers } from '../servers/describe-with-servers.ts'
import { freePort } from '../servers/free-port.ts'
import { type SmtpOptions, type SmtpServer, startSmtp } from '../servers/smtp.ts'
import { type Hook, startHook } from '../servers/webhook.ts'
import { LOGIN, admit, configure, messagingInstitution, metricsOf } from './messaging-institution.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function smtp(options: Partial<SmtpOptions> = {}): Promise<SmtpServer> {
  const server = await startSmtp({ tls: 'starttls', login: LOGIN, ...options })
  ends.push(async () => server.stop())
  return server
}
async function hook(): Promise<Hook> {
  const started = await startHook()
  ends.push(async () => started.stop())
  return started
}
async function institutionWith(places: Parameters<typeof messagingInstitution>[0]): Promise<Institution> {
  const institution = await messagingInstitution(places)
  ends.push(() => institution.remove())
  return institution
}
function subjects({ received }: SmtpServer): readonly string[] {
  return received.map(({ data }) => /^Subject: (.*(?:\r\n .*)*)/mu.exec(data)?.[1]?.replaceAll('\r\n', '') ?? '')
}
function posted({ calls }: Hook): readonly string[] {
  return calls.map(({ body }) => (JSON.parse(body) as { readonly subject: string }).subject)
}

describeWithServers(['openssl'], 'nights that nobody watches', () => {
  test('tell what changed, once; a quiet night sends nothing but the heartbeat', async () => {
    const [mail, chat, beats] = [await smtp(), await hook(), await hook()]
    const institution = await institutionWith({ smtpPort: mail.port, webhook: chat.url, heartbeat: beats.url })
    const { folder } = institution

    const first = await ran(folder, ['audit'], 1)
    expect(subjects(mail)).toEqual(['Gatehouse: first run, 1 first observed (tides)'])
    expect(posted(chat)).toEqual(subjects(mail))
    expect(beats.calls).toHaveLength(1)
    expect(beats.calls[0]).toMatchObject({ method: 'GET', body: '' })

    await ran(folder, ['audit'], 1)
    expect([mail.received.length, chat.calls.length, beats.calls.length]).toEqual([1, 1, 2])

    admit(institution, 'ben.stone')
    await ran(folder, ['audit'], 1)
    expect(subjects(mail).slice(1)).toEqual(['Gatehouse: 1 new (dialects)'])
    const told = mail.received[1]?.data ?? ''
    expect(told).not.toMatch(/Ben|Stone/u)
    expect(told).toContain('All 4 sources were read completely.')

    admit(institution)
    await ran(folder, ['audit'], 1)
    expect(subjects(mail).slice(2)).toEqual(['Gatehouse: 1 resolved (dialects)'])
    expect(posted(chat)).toEqual(subjects(mail))
    expect(beats.calls).toHaveLength(4)

    const said = events(first).map(({ event, job }) => [event, typeof job])
    expect(said[0]).toEqual(['run-start', 'string'])
    expect(said.at(-1)).toEqual(['run-end', 'string'])
    expect(new Set(events(first).map(({ job }) => job)).size).toBe(1)
    const result = await publishedIn(folder)
    expect(result.publication).toMatchObject({ undelivered: [], failedRuns: [] })
    expect(first.stderr + JSON.stringify(result)).not.toContain(chat.url)
  })

  test('with a mail server that is down keep the message, say so in the next report, and send it once when it is back', async () => {
    const port = await freePort()
    const institution = await institutionWith({ smtpPort: port })
    const { folder } = institution
    const first = await ran(folder, ['audit'], 1)
    expect(first.stderr).toContain('has not arrived: 127.0.0.1: connect ECONNREFUSED')
    expect(first.stderr).toContain('gatehouse audit --resend')

    await ran(folder, ['audit'], 1)
    const { publication } = await publishedIn(folder)
    expect(publication?.undelivered).toEqual([
      { run: expect.any(String), audience: 'security', channel: 'mail', attempts: 1, failure: expect.stringContaining('ECONNREFUSED') },
    ])
    await ran(folder, ['audit', '--resend'], 2)

    const mail = await smtp({ port })
    const sent = await ran(folder, ['audit', '--resend'], 0)
    expect(sent.stdout).toBe('nothing waits to be sent\n')
    await ran(folder, ['audit', '--resend'], 0)
    expect(subjects(mail)).toEqual(['Gatehouse: first run, 1 first observed (tides)'])
  })

  test('with a mail server that dies in the middle of a message: it arrives once it is back, once', async () => {
    for (const diesAt of ['data', 'end-of-data'] as const) {
      const dying = await smtp({ diesAt })
      const institution = await institutionWith({ smtpPort: dying.port })
      await ran(institution.folder, ['audit'], 1)
      expect(dying.received).toEqual([])
      const back = await smtp({ port: dying.port })
      await ran(institution.folder, ['audit'], 1)
      await ran(institution.folder, ['audit'], 1)
      expect(subjects(back)).toEqual(['Gatehouse: first run, 1 first observed (tides)'])
    }
  })

  test('killed in the middle of a message: it arrives with the next run, and the run itself was published', async () => {
    const hanging = await smtp({ hangsAt: 'end-of-data' })
    const { folder } = await institutionWith({ smtpPort: hanging.port })
    const killed = await gatehouse(folder, ['audit'], {
      onStderr: (_, child) => void hanging.hung.then(() => child.kill('SIGKILL')),
    })
    expect(killed.signal).toBe('SIGKILL')
    const published = await publishedIn(folder)
    expect(published.life.firstRun).toBe(true)
    await hanging.stop()
    const back = await smtp({ port: hanging.port })
    await ran(folder, ['audit'], 1)
    // That run was published, so that no night is missing.
    expect(subjects(back)).toEqual(['Gatehouse: first run, 1 first observed (tides)'])
  })

  test('with a webhook that answers 500 for a week lose no message, and keep their order', async () => {
    const chat = await hook()
    const institution = await institutionWith({ webhook: chat.url })
    const { folder } = institution
    chat.answer(500)
    const wanted = ['Gatehouse: first run, 1 first observed (tides)']
    await ran(folder, ['audit'], 1)
    const some = ['ben.stone', 'helen.ward', 'omar.haddad']
    for (const count of [1, 2, 3, 2, 1, 0]) {
      admit(institution, ...some.slice(0, count))
      wanted.push(`Gatehouse: 1 ${wanted.length <= 3 ? 'new' : 'resolved'} (dialects)`)
      await ran(folder, ['audit'], 1)
    }
    // Each night asked once and no more: what waits behind a refusal is not tried.
    expect(chat.calls).toHaveLength(7)
    const { publication } = await publishedIn(folder)
    expect(publication?.undelivered).toHaveLength(6)
    expect(publication?.undelivered[0]).toMatchObject({ channel: 'webhook', attempts: 6, failure: 'it answered 500' })

    chat.answer(200)
    await ran(folder, ['audit'], 1)
    expect(posted(chat).slice(7)).toEqual(wanted)
  }, 240_000)

  test('with nobody left to tell withdraw the message', async () => {
    const chat = await hook()
    chat.answer(500)
    const institution = await institutionWith({ webhook: chat.url })
    await ran(institution.folder, ['audit'], 1)
    const other = await smtp()
    await configure(institution, { smtpPort: other.port })
    const next = await ran(institution.folder, ['audit'], 1)
    expect(next.stderr).toContain('was withdrawn: the configuration does not name this webhook any more')
    expect((await publishedIn(institution.folder)).publication?.undelivered).toHaveLength(1)
    await ran(institution.folder, ['audit'], 1)
    expect((await publishedIn(institution.folder)).publication?.undelivered).toEqual([])
  })

  test('that fail before publication tell everybody, and the next report names the missing night', async () => {
    const [mail, chat, beats] = [await smtp(), await hook(), await hook()]
    const institution = await institutionWith({ smtpPort: mail.port, webhook: chat.url, heartbeat: beats.url })
    const { folder } = institution
    await ran(folder, ['audit'], 1)
    const policy = readFileSync(join(folder, 'policies/institution.yaml'), 'utf8')
    institution.write('policies/institution.yaml', 'version: 1\ninstitution: [\n')
    chat.answer(503)
    await ran(folder, ['audit'], 78)
    expect(subjects(mail).slice(1)).toEqual(['Gatehouse: run failed'])
    expect(mail.received[1]?.data).toContain('the policy cannot be used')
    expect(beats.calls).toHaveLength(1)

    chat.answer(200)
    institution.write('policies/institution.yaml', policy)
    await ran(folder, ['audit'], 1)
    const { publication } = await publishedIn(folder)
    expect(publication?.failedRuns).toEqual([{ at: expect.any(String), message: expect.stringContaining('the policy cannot be used') }])
    expect(subjects(mail)).toHaveLength(2)
    expect(posted(chat).at(-1)).toBe('Gatehouse: run failed')

    await ran(folder, ['audit'], 1)
    expect((await publishedIn(folder)).publication?.failedRuns).toEqual([])
    expect(readdirSync(join(folder, 'var/reports')).toSorted()).toEqual(['latest', 'runs'])
    expect(posted(chat)).toHaveLength(3)
  })

  test('killed before publication are named by the next one, which also tells everybody', async () => {
    const chat = await hook()
    const institution = await institutionWith({ webhook: chat.url })
    const { folder } = institution
    await ran(folder, ['audit'], 1)
    const killed = await gatehouse(folder, ['audit'], {
      onStderr: (said, child) => void (said.includes('"event":"collect-start"') && child.kill('SIGKILL')),
    })
    expect(killed.signal).toBe('SIGKILL')
    await ran(folder, ['audit'], 1)
    expect(posted(chat).slice(1)).toEqual(['Gatehouse: run failed'])
    const killedRun = {
      at: expect.any(String),
      message: 'the audit was ended from outside: killed, out of memory, or the machine went down',
    }
    expect((await publishedIn(folder)).publication?.failedRuns).toEqual([killedRun])
    const quiet = await ran(folder, ['audit'], 1)
    expect(quiet.stderr).not.toContain('run-was-killed')
    expect((await publishedIn(folder)).publication?.failedRuns).toEqual([])
    expect(posted(chat)).toHaveLength(2)
  })

  test('refuse a secret that others can read, with the cure, and audit all the same', async () => {
    const [mail, chat] = [await smtp(), await hook()]
    const institution = await institutionWith({ smtpPort: mail.port, webhook: chat.url })
    for (const name of ['mail-secret', 'hook']) chmodSync(join(institution.folder, name), 0o644)
    const { stderr } = await ran(institution.folder, ['audit'], 1)
    expect(stderr.match(/can be read by others than its owner; chmod 600/gu)?.length).toBeGreaterThanOrEqual(2)
    expect(stderr).not.toContain(LOGIN.password)
    expect([mail.received, chat.calls]).toEqual([[], []])
    for (const name of ['mail-secret', 'hook']) chmodSync(join(institution.folder, name), 0o600)
    await ran(institution.folder, ['audit', '--resend'], 0)
    expect([mail.received.length, chat.calls.length]).toEqual([1, 1])
  })

  test('keep the metrics whole, over what a kill left half written', async () => {
    const institution = await institutionWith({})
    const { folder } = institution
    institution.write('var/metrics/gatehouse.prom.partial', '# HELP gatehouse_la')
    institution.write('var/metrics/gatehouse.prom', 'gatehouse_last_run_timestamp_sec')
    await ran(folder, ['audit'], 1)
    expect(readdirSync(join(folder, 'var/metrics'))).toEqual(['gatehouse.prom'])
    const text = metricsOf(folder)
    expect(text).toMatch(/\n$/u)
    expect(text).toMatch(/^gatehouse_last_run_timestamp_seconds \d+(?:\.\d+)?$/mu)
    expect(text).toContain('gatehouse_projects{status="excess"} 1\n')

    writeFileSync(
      join(folder, 'gatehouse.yaml'),
      readFileSync(join(folder, 'gatehouse.yaml'), 'utf8').replace('var/metrics', 'secret/metrics'),
    )
    const { stderr } = await ran(folder, ['audit'], 1)
    expect(stderr).toContain('"event":"metrics-unwritten"')
  })
})
