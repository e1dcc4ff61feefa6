import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithServers } from './describe-with-servers.ts'
import { startMoto, type Moto } from './moto.ts'

/** moto reads service and region from it, and takes any signature. */
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/iam/aws4_request, SignedHeaders=host;x-amz-date, Signature=0'

describeWithServers(['moto'], 'moto', () => {
  let moto: Moto

  beforeAll(async () => {
    moto = await startMoto()
  })

  afterAll(() => moto?.stop())

  test('answers an IAM call, and its log names the call', async () => {
    const answer = await iam('ListUsers')
    expect(answer).toContain('<ListUsersResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">')
    expect(answer).toContain('<IsTruncated>false</IsTruncated>')
    expect(moto.log()).toContain('"POST / HTTP/1.1" 200')
  })

  test("holds AWS's own managed policies", async () => {
    expect(await iam('GetPolicy', { PolicyArn: 'arn:aws:iam::aws:policy/SecurityAudit' })).toContain(
      '<PolicyName>SecurityAudit</PolicyName>',
    )
  })

  test('forgets on reset what it was told', async () => {
    await iam('CreateUser', { UserName: 'night-shift' })
    expect(await iam('ListUsers')).toContain('<UserName>night-shift</UserName>')
    await moto.reset()
    expect(await iam('ListUsers')).not.toContain('<UserName>')
  })

  test('is gone once stopped, and so is its folder', async () => {
    const second = await startMoto({ settings: { MOTO_IAM_LOAD_MANAGED_POLICIES: 'false' } })
    const folder = /folder=([^\0]+)/u.exec(readFileSync(`/proc/${second.pid}/cmdline`, 'utf8'))?.[1] ?? ''
    expect(existsSync(folder)).toBe(true)
    await second.stop()
    expect(existsSync(folder)).toBe(false)
    expect(existsSync(`/proc/${second.pid}`)).toBe(false)
    await expect(fetch(second.url)).rejects.toThrow('fetch failed')
  })

  async function iam(action: string, parameters: Readonly<Record<string, string>> = {}): Promise<string> {
    const body = new URLSearchParams({ Action: action, Version: '2010-05-08', ...parameters })
    const response = await fetch(moto.url, { method: 'POST', headers: { authorization: AUTHORIZATION }, body })
    const text = await response.text()
    expect(response.status, text).toBe(200)
    return text
  }
})
