import type { Query } from './query.ts'
import { Refusal } from './refusal.ts'
import type { Limit, Route } from './route.ts'

/** What Graph charges: of its costly lists one unit more without `$select`, and one more with `$expand`; never less than one. */
export function costOf({ units, cheaperSelected }: Route, query: Query): number {
  return Math.max(1, units + (cheaperSelected && query.select === undefined ? 1 : 0) + (query.expand.length > 0 ? 1 : 0))
}

/** Units in ten seconds that an app has in a tenant, by its number of users. */
export function quotaOf(users: number): number {
  if (users < 50) return 3_500
  return users <= 500 ? 5_000 : 8_000
}

interface Window {
  readonly lasts: number
  readonly limit: number
  readonly entries: { readonly at: number; readonly amount: number }[]
  sum: number
}

export interface Meter {
  /** Books a request; throws the 429 if it does not fit. Returns the headers that its answer carries. */
  charge(limit: Limit, units: number): Readonly<Record<string, string>>
  /** All units that were served. */
  served(): number
  /** All requests that were refused. */
  refused(): number
}

/** Which limits are kept: of resource units alone, or also those of Teams, reports and conditional access, which take real time. */
export type Limits = 'all' | 'units' | 'none'

/** Windows that slide: what was served in the last ten seconds counts, refused requests do not. `now` in milliseconds. */
export function startMeter(quota: number, limits: Limits, now: () => number): Meter {
  const windows: Record<Limit, Window> = {
    units: { lasts: 10_000, limit: quota, entries: [], sum: 0 },
    teams: { lasts: 1_000, limit: 30, entries: [], sum: 0 },
    reports: { lasts: 10_000, limit: 5, entries: [], sum: 0 },
    'conditional-access': { lasts: 1_000, limit: 1, entries: [], sum: 0 },
  }
  let served = 0
  let refused = 0
  return {
    charge(limit, units) {
      if (limits === 'none' || (limits === 'units' && limit !== 'units')) return { 'x-ms-resource-unit': String(units) }
      const window = windows[limit]
      const amount = limit === 'units' ? units : 1
      const at = now()
      forget(window, at)
      if (window.sum + amount > window.limit) {
        refused += 1
        throw tooMany(limit, retryAfter(window, amount, at))
      }
      window.entries.push({ at, amount })
      window.sum += amount
      if (limit !== 'units') return {}
      served += units
      const used = window.sum / window.limit
      return {
        'x-ms-resource-unit': String(units),
        ...(used >= 0.8 ? { 'x-ms-throttle-limit-percentage': used.toFixed(2) } : {}),
      }
    },
    served: () => served,
    refused: () => refused,
  }
}

function forget(window: Window, at: number): void {
  const first = window.entries.findIndex((entry) => entry.at > at - window.lasts)
  const gone = window.entries.splice(0, first === -1 ? window.entries.length : first)
  window.sum -= gone.reduce((sum, { amount }) => sum + amount, 0)
}

/** Whole seconds until the amount fits. */
function retryAfter({ entries, lasts, limit, sum }: Window, amount: number, at: number): number {
  let left = sum
  const free = entries.find((entry) => (left -= entry.amount) + amount <= limit)
  return Math.max(1, Math.ceil(((free?.at ?? at) + lasts - at) / 1000))
}

function tooMany(limit: Limit, seconds: number): Refusal {
  const headers = {
    ...(limit === 'conditional-access' ? {} : { 'retry-after': String(seconds) }),
    ...(limit === 'units'
      ? { 'x-ms-throttle-scope': 'Tenant_Application/ReadWrite', 'x-ms-throttle-information': 'ResourceUnitLimitExceeded' }
      : {}),
  }
  return new Refusal(429, limit === 'units' ? 'TooManyRequests' : 'tooManyRequests', 'Too many requests', { headers })
}
