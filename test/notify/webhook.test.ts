import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { httpCall } from '../../src/notify/http-call.ts'
import { webhookPayload } from '../../src/notify/webhook-payload.ts'
import { freePort } from '../servers/free-port.ts'
import { type Hook, startHook } from '../servers/webhook.ts'
import { buildMessage } from './build-message.ts'

let hook: Hook
beforeEach(async () => {
  hook = await startHook()
})
afterEach(async () => hook.stop())

describe('a call', () => {
  test('is taken where the answer says so', async () => {
    for (const status of [200, 202, 204]) {
      hook.answer(status)
      expect(await httpCall(hook.url, { method: 'POST', json: { a: 1 } })).toEqual({ ok: true, value: null })
    }
    expect(hook.calls.map(({ method, body }) => `${method} ${body}`)).toEqual(Array.from({ length: 3 }, () => 'POST {"a":1}'))
  })

  test('fails with the status alone, and follows no redirection', async () => {
    const other = await startHook()
    hook.answer(302, { location: other.url })
    expect(await httpCall(hook.url, { method: 'GET' })).toEqual({ ok: false, error: 'it answered 302' })
    expect(other.calls).toEqual([])
    await other.stop()
    hook.answer(500)
    expect(await httpCall(hook.url, { method: 'GET' })).toEqual({ ok: false, error: 'it answered 500' })
  })

  test('says why it cannot be made, and never the address, which is a secret', async () => {
    const port = await freePort()
    for (const url of [`http://127.0.0.1:${port}/token-3f9a`, 'token-3f9a']) {
      const outcome = await httpCall(url, { method: 'GET' })
      expect(outcome.ok).toBe(false)
      expect(JSON.stringify(outcome)).not.toContain('token-3f9a')
    }
  })
})

describe('what a chat is sent', () => {
  const hostile = buildMessage({ subject: 'Gatehouse <!channel> & <@U1>', text: `*bold* <!here> @all\n\n${'x'.repeat(5000)}` })

  test('is plain text to Slack, where nobody can be mentioned, and fits', () => {
    const payload = webhookPayload(hostile, 'slack') as {
      readonly text: string
      readonly blocks: readonly { readonly text: { readonly type: string; readonly text: string } }[]
    }
    expect(payload.text).toBe('Gatehouse &lt;!channel&gt; &amp; &lt;@U1&gt;')
    expect(payload.blocks.slice(0, 2).map(({ text }) => text.type)).toEqual(['plain_text', 'plain_text'])
    expect(payload.blocks[1]?.text.text).toHaveLength(3000)
  })

  test('is text runs to Teams, in which no mark takes effect, and links only to https', () => {
    const card = JSON.stringify(webhookPayload(hostile, 'teams'))
    expect(card).not.toContain('TextBlock","text"')
    expect(card).not.toContain('"msteams"')
    expect(card).toContain('"type":"Action.OpenUrl","title":"Report","url":"https://gatehouse.example/"')
    expect(JSON.stringify(webhookPayload({ ...hostile, link: 'javascript:alert(1)' }, 'teams'))).not.toContain('javascript')
  })

  test("is everything to a program of one's own", () => {
    expect(webhookPayload(buildMessage(), 'json')).toMatchObject({
      gatehouse: 1,
      kind: 'digest',
      audience: 'security',
      run: buildMessage().run,
    })
  })
})
