import { counted, grouped } from '../words/count-words.ts'
import { wrap } from './wrap.ts'

/** What a prune forgot, or would forget, in numbers: it names nobody. */
export interface PruneFacts {
  readonly dryRun: boolean
  readonly evidence: readonly string[]
  readonly kept: readonly { readonly run: string; readonly because: string }[]
  readonly accessRuns: number
  readonly peopleRuns: number
  readonly findings: number
  readonly messages: number
  readonly finished: readonly number[]
  readonly troubles: readonly string[]
  /** Number and head of the chain's entry. */
  readonly entry: { readonly n: number; readonly head: string } | null
}

export function pruneText(facts: PruneFacts, width: number): string {
  const { dryRun, evidence, kept, accessRuns, peopleRuns, findings, messages, finished, troubles, entry } = facts
  const nothing = evidence.length + accessRuns + peopleRuns + findings + messages === 0
  const [deleted, emptied] = dryRun ? ['would be deleted', 'would be emptied'] : ['deleted', 'emptied']
  const lines = [
    ...finished.map((n) => `prune ${n} had been interrupted and is carried out now`),
    ...(nothing ? ['nothing is past its term'] : []),
    ...(evidence.length === 0 ? [] : [`evidence of ${counted(evidence.length, 'collection')} ${deleted}: ${span(evidence)}`]),
    ...(accessRuns === 0 ? [] : [`lists of access and pages of ${counted(accessRuns, 'run')} ${emptied}; the counts stay`]),
    ...(peopleRuns === 0 ? [] : [`people in the results of ${counted(peopleRuns, 'run')} ${emptied}`]),
    ...(findings === 0 ? [] : [`people of ${counted(findings, 'finding')} resolved long ago ${emptied} in the store`]),
    ...(messages === 0 ? [] : [`text of ${counted(messages, 'message')} ${emptied}`]),
    ...kept.map(({ run, because }) => `kept: evidence ${run}: ${because}`),
    ...troubles.map((line) => `not done: ${line}`),
    ...(entry === null
      ? dryRun
        ? ['dry run: nothing was changed']
        : []
      : [`entry ${grouped(entry.n)} of the chain says so; head ${entry.head}`]),
  ]
  return `${lines.map((line) => wrap(line, width, '  ')).join('\n')}\n`
}

function span(runs: readonly string[]): string {
  return runs.length === 1 ? `${runs[0]}` : `${runs[0]} to ${runs.at(-1)}`
}
