import { describe } from 'vitest'
import { isSkipped, type ServerName } from './requirement.ts'

/** `describe` for tests that start these servers. Without them the tests fail, with the line to type; `requirement.ts` says when they are skipped. */
export function describeWithServers(servers: readonly ServerName[], title: string, body: () => void): void {
  describe.skipIf(isSkipped(servers))(title, body)
}
