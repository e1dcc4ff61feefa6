import { IamRoutes } from '../../src/core/reach/iam-routes.ts'
import { levelActions } from '../../src/core/reach/iam/levels.ts'
import { ResourceIndex } from '../../src/core/reach/resource.ts'
import { assembler } from '../../src/core/snapshot/assemble.ts'
import { PER_ACCOUNT, writeOrganization } from './organization.ts'

/** What one process measured. */
export interface MeasuredOrganization {
  readonly accounts: number
  readonly principals: number
  readonly roles: number
  readonly resources: number
  readonly policies: number
  readonly statements: number
  /** Answers: a holder's way to a level of a resource. */
  readonly answers: number
  /** Questions that the answers settle: may this user, or role, reach this level of this resource? */
  readonly decided: number
  readonly assembleMs: number
  readonly whoMs: number
  readonly cpuMs: number
  readonly peakMb: number
}

/** Who can reach each protected resource of a generated organization, at every level, with the chain and the statement of each way. */
export function measuredOrganization(accounts: number): MeasuredOrganization {
  const night = assembler()
  const { resources, ...written } = writeOrganization(night.sink, accounts)
  const began = performance.now()
  const snapshot = night.finish({ keys: [], overrules: [] })
  const assembled = performance.now()
  const before = process.cpuUsage()
  const index = new ResourceIndex(snapshot)
  const routes = new IamRoutes(snapshot)
  let answers = 0
  let decided = 0
  const askers = accounts * (PER_ACCOUNT.users + PER_ACCOUNT.roles)
  for (const address of resources) {
    const found = index.at(address)
    if (found.kind !== 'answered') throw new Error(`${address} is ${found.kind}`)
    decided += askers * levelActions(found.value.kind).length
    for (const { rights } of routes.of(found.value).routes) answers += rights.length
  }
  const answered = performance.now()
  const used = process.cpuUsage(before)
  const cpu = (used.user + used.system) / 1_000
  return {
    accounts,
    ...written,
    resources: resources.length,
    answers,
    decided,
    assembleMs: assembled - began,
    whoMs: answered - assembled,
    cpuMs: cpu,
    peakMb: process.resourceUsage().maxRSS / 1_024,
  }
}

export const SIZES = [5, 50, 500] as const
export const DESCRIBED = `${PER_ACCOUNT.users} users, ${PER_ACCOUNT.roles} roles, ${PER_ACCOUNT.resources} resources, ${PER_ACCOUNT.people} people an account`
