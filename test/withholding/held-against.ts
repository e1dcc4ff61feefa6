import { WithholdingLaw } from '../../fixtures/withhold/law.ts'
import { Counted, type Withholding } from '../../fixtures/withhold/withholding.ts'
import type { Engine } from './engine.ts'
import type { Ground } from './ground.ts'

/** What came of withholding many things, one at a time. */
export interface HeldAgainst {
  readonly counted: Counted
  readonly knownAccesses: number
  /** Breaches of the law, by way: `[what] way`. */
  readonly breaches: ReadonlyMap<string, readonly string[]>
  /** Losses that nothing shows: how many were seen all the same, and how many changed an answer unseen; by way. */
  readonly beyond: ReadonlyMap<string, { readonly tried: number; readonly unseen: readonly string[] }>
  readonly accusations: ReadonlyMap<string, readonly string[]>
  /** Nights that ended with a visible refusal to evaluate. */
  readonly refused: number
}

/**
 * Whether losses that nothing in the source shows are counted apart, or are breaches as well where no cross-check shows them either.
 */
export type Question = 'the law' | 'beyond it too'

/** Publishes the first night, then evaluates the second once for each of the withholdings, and holds it against the law. */
export async function heldAgainst(
  ground: Ground,
  withholdings: readonly Withholding[],
  engine: Engine,
  question: Question = 'the law',
): Promise<HeldAgainst> {
  const { overlay } = engine
  const { config, sources, earlySources, firstNight, now, known } = ground
  for (const early of earlySources) overlay.put(folderOf(early.name, sources), early.files)
  await engine.publish(config, firstNight)
  overlay.clear()
  for (const { folder, files } of sources) overlay.remember(folder, files)
  const left = await engine.before(config)
  const complete = await engine.night(config, now, left)
  if (complete === null) throw new Error('the complete night cannot be evaluated')
  const open = left.earlier.lives.filter((life) => life.open).map(({ fingerprint }) => fingerprint)
  const law = new WithholdingLaw(complete, known(complete), open)
  const wrong = law.breaches(complete)
  if (wrong.length > 0) throw new Error(`the complete night breaks the law: ${wrong.slice(0, 5).join('; ')}`)

  const counted = new Counted()
  const breaches = new Map<string, string[]>()
  const accusations = new Map<string, string[]>()
  const beyond = new Map<string, { tried: number; unseen: string[] }>()
  let refused = 0
  for (const one of withholdings) {
    overlay.put(folderOf(one.source, sources), one.files())
    const seen = await engine.night(config, now, left)
    overlay.clear()
    if (seen === null) refused += 1
    const said = seen === null ? [] : law.breaches(seen)
    const way = `${one.what}: ${one.way}`
    if (one.shownBy === 'nothing' && question === 'the law') {
      const there = beyond.get(way) ?? { tried: 0, unseen: [] }
      there.tried += 1
      if (said.length > 0) there.unseen.push(`${one.unit}: ${said[0]}`)
      beyond.set(way, there)
      continue
    }
    counted.add(one)
    if (said.length > 0) breaches.set(way, [...(breaches.get(way) ?? []), `${one.unit} (${one.said}): ${said.slice(0, 3).join('; ')}`])
    const accused = seen === null ? [] : law.accusations(seen)
    if (accused.length > 0) accusations.set(way, [...(accusations.get(way) ?? []), `${one.unit} (${one.said}): ${accused[0]}`])
  }
  return { counted, knownAccesses: law.knownAccesses, breaches, beyond, accusations, refused }
}

function folderOf(name: string, sources: Ground['sources']): string {
  const source = sources.find((one) => one.name === name)
  if (source === undefined) throw new Error(`no source ${name}`)
  return source.folder
}
