import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { epochMs, instantFromEpochMs } from '../../src/core/base/instant.ts'
import { collectEntra } from '../../src/sources/entra/collect.ts'
import type { Time } from '../../src/sources/entra/entra-source.ts'

/** A Graph that is there. */
export interface ToldTenant {
  readonly url: string
  readonly ca: string
  readonly tenantId: string
  readonly clientId: string
  readonly pem: string
  readonly share: number
}

export interface MeasuredTenant {
  /** Until the first question that another limit governs, on the simulated clock. */
  readonly directoryMs: number
  readonly simulatedMs: number
  readonly wallMs: number
  readonly cpuMs: number
  readonly peakMb: number
  readonly memberships: number
  /** Datasets that were not read whole, with the first reason. */
  readonly incomplete: readonly string[]
}

/** What the server had served by a moment of the simulated clock. */
export interface Sample {
  readonly at: number
  readonly units: number
}

/** Reads the tenant as a night does, and writes its evidence into a folder that is removed. */
export async function measuredTenant(told: ToldTenant, slept: (ms: number, at: number) => Promise<void>): Promise<MeasuredTenant> {
  setDefaultCACertificates([...getCACertificates('default'), told.ca])
  const parent = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'))
  const host = new URL(told.url).host
  const time = simulated(slept)
  const start = Date.now()
  const clock = () => instantFromEpochMs(start + Math.round(time.now()))
  const cpu = process.cpuUsage()
  const wall = performance.now()
  try {
    const manifest = await collectEntra(
      {
        name: 'entra',
        tenant: told.tenantId,
        client: told.clientId,
        credential: { kind: 'certificate', pem: told.pem },
        cloud: 'global',
        sitePermissions: null,
        delegatedGrants: false,
        budget: { share: told.share, minutes: 30 },
      },
      join(parent, 'evidence'),
      { toolVersion: '0', clock, tuning: { hosts: { graph: host, login: host }, time } },
    )
    const used = process.cpuUsage(cpu)
    const channels = manifest.datasets.find(({ dataset }) => dataset === 'channels')
    const members = manifest.datasets.find(({ dataset }) => dataset === 'members')
    return {
      directoryMs: epochMs(channels?.startedAt ?? manifest.endedAt) - start,
      simulatedMs: time.now(),
      wallMs: performance.now() - wall,
      cpuMs: (used.user + used.system) / 1_000,
      peakMb: process.resourceUsage().maxRSS / 1_024,
      memberships: members?.records ?? 0,
      incomplete: manifest.datasets.flatMap(({ dataset, state, reasons }) =>
        state === 'complete' ? [] : [`${dataset} ${state}: ${reasons[0] ?? ''}`],
      ),
    }
  } finally {
    await rm(parent, { recursive: true, force: true })
  }
}

/** A clock that real work moves on, and a sleep at once by as much as it asks for: several sleepers share the time. */
function simulated(slept: (ms: number, at: number) => Promise<void>): Time {
  const start = performance.now()
  let ahead = 0
  let moving: Promise<void> = Promise.resolve()
  const now = (): number => performance.now() - start + ahead
  return {
    now,
    async sleep(ms) {
      const until = now() + ms
      const before = moving
      moving = (async () => {
        await before
        await turn()
        const left = until - now()
        if (left <= 0) return
        ahead += left
        await slept(left, now())
      })()
      await moving
    },
    random: () => 0.5,
  }
}
