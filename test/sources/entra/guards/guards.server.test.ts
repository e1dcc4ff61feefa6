import { afterAll, expect, test } from 'vitest'
import { type Noticed, withoutEachGuard } from '../../../guards/without-guards.ts'
import { describeWithServers } from '../../../servers/describe-with-servers.ts'
import { GUARD_SET } from './guards.ts'
import { stopGraph } from './tenant.ts'

describeWithServers(['openssl'], 'what loses data of a tenant silently', () => {
  afterAll(stopGraph)

  test.each(Object.values(GUARD_SET.groups).flat())('$row: $says', async ({ row, naive, holds }) => {
    console.log(`${row}: a naive reader: ${await naive({})}`)
    await expect(holds({})).resolves.toBeUndefined()
  })

  test('a guard that is taken out is missed by the test that is there for it', { timeout: 600_000 }, async () => {
    const taken: Noticed[] = []
    await withoutEachGuard(GUARD_SET, {}, Object.keys(GUARD_SET.groups), 'own test', (noticed) => taken.push(noticed))
    console.log(
      [
        `${taken.length} guards taken out one after the other; what their tests said:`,
        ...taken.map(({ row, what, red }) => `  ${row} without ${what}: ${red[row] ?? 'nothing'}`),
      ].join('\n'),
    )
    expect(taken.filter(({ row, red }) => red[row] === undefined).map(({ row, what }) => `${row}: ${what}`)).toEqual([])
  })
})
