import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { compiledNetwork } from '../../../../src/core/reach/network/compile.ts'
import type { Question } from '../../../../src/core/reach/network/question.ts'
import { networkReach } from '../../../../src/core/reach/network/found-callers.ts'
import { reachOf } from '../../../../src/core/reach/network/reach.ts'
import { type NetworkText, factsOfText } from './network-text.ts'

/** A file of `fixtures/network-cases/`. */
export interface NetworkCase {
  readonly says: string
  readonly cites: string
  readonly network: NetworkText
  readonly for: Asked
  readonly against: Asked
}

interface Asked {
  readonly from: string
  readonly to: string
  readonly over: string
  readonly family?: 4 | 6
  readonly expect: string
}

const folder = fileURLToPath(new URL('../../../../fixtures/network-cases/', import.meta.url))

/** All cases, by name. */
export function networkCases(): ReadonlyMap<string, NetworkCase> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml')).sort() // prettier-ignore
  return new Map(names.map((name) => [name, parse(readFileSync(`${folder}${name}`, 'utf8')) as NetworkCase]))
}

/** What the engine says: the verdict, the codes of its doubts, its notes. */
export function answerTo({ network }: NetworkCase, { from, to, over, family = 4 }: Asked): string {
  const [protocol = '', number = ''] = over.split('/')
  const segment = /^segment (.*)$/u.exec(to)?.[1]
  const isIcmp = protocol === 'icmp'
  const question: Question = {
    to: segment === undefined ? { kind: 'placement', id: to } : { kind: 'segment', id: segment },
    protocol: protocol as Question['protocol'],
    port: isIcmp ? null : Number(number),
    icmp: isIcmp ? { type: Number(number), code: 0 } : null,
  }
  const reach = reachOf(networkReach(compiledNetwork(factsOfText(network), family)), question)
  const found = reach?.find((one) => one.segment === from)
  if (found === undefined) return 'not known'
  return [found.verdict, ...new Set(found.doubts.map(({ code }) => code)), ...found.notes].join(' ')
}
