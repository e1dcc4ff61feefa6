import { expect, test } from 'vitest'
import { describeWithServers } from './describe-with-servers.ts'
import { startGraphThread } from './graph-thread.ts'

describeWithServers(['openssl'], "the tests' Graph in a thread of its own", () => {
  test('serves a large tenant and keeps its books', async () => {
    const graph = await startGraphThread({ tenant: { seed: 1, users: 2000, groups: 50, memberships: 1000 } })
    try {
      expect(graph.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
      expect(graph.pem).toContain('BEGIN CERTIFICATE')
      graph.advance(1000)
      expect(await graph.books()).toEqual({ units: 0, refused: 0, calls: 0, complaints: [] })
    } finally {
      await graph.stop()
    }
  })
})
