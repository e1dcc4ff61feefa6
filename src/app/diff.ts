import type { Config } from '../config/config.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import { openIn } from '../core/findings/diff/open-findings.ts'
import { runDiff } from '../core/findings/diff/run-diff.ts'
import type { Closing } from '../core/findings/diff/why-gone.ts'
import type { AuditResult } from '../core/model/audit-result.ts'
import type { RunDiff } from '../core/model/run-diff.ts'
import type { Store } from '../store/store.ts'
import { storeIfThere } from './open-store.ts'
import { type Problem, problem } from './problem.ts'
import { publishedResult } from './published-result.ts'

export interface Compared {
  readonly diff: RunDiff
  readonly timeZone: string
}

/** What lies between two published runs, whichever is named first; `latest` is the latest. */
export async function diff(config: Config, runs: readonly [string, string]): Promise<Result<Compared, Problem>> {
  const [first, second] = [await named(config, runs[0]), await named(config, runs[1])]
  if (!first.ok) return first
  if (!second.ok) return second
  const [from, to] = first.value.run.now <= second.value.run.now ? [first.value, second.value] : [second.value, first.value]
  if (from.run.id === to.run.id) return failed(problem(64, `both are run ${to.run.id}`, 'name two runs: `gatehouse diff RUN RUN`'))
  const store = await storeIfThere(config)
  if (!store.ok) return store
  if (store.value === null) return failed(problem(69, 'nothing was published yet', 'run `gatehouse audit`'))
  try {
    return succeeded({ diff: runDiff({ from, to, ...(await livesBetween(store.value, from, to)) }), timeZone: to.run.timeZone })
  } finally {
    await store.value.close()
  }
}

async function named(config: Config, run: string): Promise<Result<AuditResult, Problem>> {
  // A run becomes the name of a folder.
  if (!/^[\w.-]+$/u.test(run) || run.startsWith('.'))
    return failed(problem(64, `\`${run}\` is no name of a run`, 'they are the folders in `runs` of the reports'))
  const published = await publishedResult(config, run === 'latest' ? null : run)
  if (!published.ok) return published
  const { result } = published.value
  return result.publication === null ? failed(problem(69, `run ${run} was never published`)) : succeeded(result)
}

/** What the store knows of the findings that only one of the runs has. */
async function livesBetween(store: Store, from: AuditResult, to: AuditResult) {
  const [before, after] = [openIn(from), openIn(to)]
  const renamed = new Map<string, string>()
  const closings = new Map<string, Closing>()
  const baselines = new Set<string>()
  const aliased = new Map<string, string>()
  // The store knows the name of today; the later run may have used one in between.
  for (const print of after.keys()) aliased.set(await store.currentFingerprint(print), print)
  for (const print of before.keys()) {
    if (after.has(print)) continue
    const current = await store.currentFingerprint(print)
    const then = aliased.get(current)
    if (then !== undefined) renamed.set(print, then)
    else {
      const last = (await store.changesOf(current)).findLast(({ now }) => now <= to.run.now)
      if (last?.state === 'resolved' && last.reason !== null)
        closings.set(print, { reason: last.reason, inBetween: last.run !== to.run.id })
    }
  }
  for (const print of after.keys()) {
    if (before.has(print)) continue
    const between = (await store.changesOf(await store.currentFingerprint(print))).filter(
      ({ now }) => now > from.run.now && now <= to.run.now,
    )
    if (between.some(({ state }) => state === 'first-observed')) baselines.add(print)
  }
  return { renamed, closings, baselines }
}
