import type { Doubt } from '../../model/network-doubt.ts'
import { type AtomSet, NO_ATOMS, difference, unionOf } from './atom-set.ts'
import { type Canvas, canvasOf, paint, undecidedIn } from './canvas.ts'
import type { CompiledFilter, CompiledRule, Side } from './compiled-filter.ts'
import { type Look, fits, matched } from './look.ts'
import type { Reading } from './reading.ts'
import type { Universe } from './universe.ts'

/** Which facts are doubtful, and for which addresses of the set it matters. */
export interface Doubted {
  readonly doubts: readonly Doubt[]
  readonly atoms: AtomSet
}

export interface Decision {
  /** The addresses of the set that the filter lets pass. */
  readonly allowed: AtomSet
  /** By atom: index of the rule that decided, -1 for the default. */
  readonly by: Int32Array
  readonly doubted: readonly Doubted[]
}

/** The filter's own rules that fit, in order: the same for every address, so that a caller may keep them. O(rules). */
export function fitting({ rules }: CompiledFilter, look: Look): readonly CompiledRule[] {
  return rules.filter((rule) => fits(rule, look))
}

/**
 * What a filter says of a set of packets in one reading; `rules` are those of its own that fit. O(rules + atoms) but for the rules' own
 * bounds.
 */
export function decided(
  filter: CompiledFilter,
  rules: readonly CompiledRule[],
  look: Look,
  reading: Reading,
  { all, bounds }: Universe,
): Decision {
  const atoms = bounds.length - 1
  const whole = [...filter.unread, ...filter.conditions]
  const doubted: Doubted[] = whole.length === 0 ? [] : [{ doubts: whole, atoms: all }]
  const isOpen = reading === 'upper' || (reading === 'possible' && filter.unread.length === 0)
  if (whole.length > 0 && (isOpen || filter.unread.length > 0)) {
    return { allowed: isOpen ? all : NO_ATOMS, by: new Int32Array(atoms).fill(-1), doubted }
  }
  const scene: Scene = { filter, look, reading, atoms, doubted }
  const { canvas, open } = filter.fact.combine === 'first-match' ? inOrder(rules, all, scene) : united(rules, all, scene)
  const sets = [allowedBy(canvas, filter.byIndex)]
  if (filter.fact.default === 'allow') sets.push(open)
  return { allowed: unionOf(sets), by: canvas.by.map((index) => Math.max(index, -1)), doubted }
}

interface Scene {
  readonly filter: CompiledFilter
  readonly look: Look
  readonly reading: Reading
  readonly atoms: number
  readonly doubted: Doubted[]
}

interface Outcome {
  readonly canvas: Canvas
  /** What no rule decided: the caller's next rule, or the default. */
  readonly open: AtomSet
}

/** First match over `active`. A jump looks only at what is still undecided, and leaves to the caller what its chain does not decide. */
function inOrder(rules: readonly CompiledRule[], active: AtomSet, scene: Scene): Outcome {
  const canvas = canvasOf(scene.atoms, active)
  let returned = NO_ATOMS
  for (const [at, rule] of rules.entries()) {
    const match = matched(rule, scene.look)
    if (match.widest.length === 0) continue
    noteDoubt(canvas, rule, match, scene)
    const { action } = rule
    if (action.kind === 'allow' || action.kind === 'deny') {
      paint(canvas, taken(rule, action.kind === 'allow', match, scene.reading), rule.index)
      continue
    }
    const { sure, maybe, keeps } = takenOrNot(rule, match, scene.reading)
    if (action.kind === 'jump') {
      const chain = (scene.filter.chains.get(action.chain) ?? []).filter((one) => fits(one, scene.look))
      copy(canvas, inOrder(chain, undecidedIn(canvas, sure), scene).canvas, 'both', scene)
      copy(canvas, inOrder(chain, undecidedIn(canvas, maybe), scene).canvas, keeps, scene)
      continue
    }
    // Perhaps it returns: what the rest of the list says counts only where it cannot be lost by returning.
    const left = undecidedIn(canvas, maybe)
    copy(canvas, inOrder(rules.slice(at + 1), left, scene).canvas, keeps, scene)
    const gone = undecidedIn(canvas, unionOf([sure, left]))
    returned = unionOf([returned, gone])
    paint(canvas, gone, RETURNED)
  }
  return { canvas, open: unionOf([undecidedIn(canvas, active), returned]) }
}

const RETURNED = -3

function united(rules: readonly CompiledRule[], active: AtomSet, scene: Scene): Outcome {
  const canvas = canvasOf(scene.atoms, active)
  for (const rule of rules) {
    if (rule.action.kind !== 'allow') continue
    const match = matched(rule, scene.look)
    noteDoubt(canvas, rule, match, scene)
    paint(canvas, taken(rule, true, match, scene.reading), rule.index)
  }
  return { canvas, open: undecidedIn(canvas, active) }
}

/** What a rule that decides matches in this reading: the table of `network.md`, 3.1. */
function taken({ isConditional }: CompiledRule, isAllow: boolean, { sure, widest }: Side, reading: Reading): AtomSet {
  switch (reading) {
    case 'upper':
      return isAllow ? widest : isConditional ? NO_ATOMS : sure
    case 'possible':
      return isAllow ? sure : isConditional ? NO_ATOMS : widest
    case 'sure':
      return isAllow ? (isConditional ? NO_ATOMS : sure) : widest
  }
}

/**
 * Where a jump or a return is surely taken, and where it may or may not be: there only what it allows (`keeps: 'allow'`) or only what it
 * denies counts. With a condition and a gap in one, the condition's other outcome already decides.
 */
function takenOrNot({ isConditional }: CompiledRule, { sure, widest }: Side, reading: Reading) {
  const keeps = reading === 'upper' || (reading === 'possible' && isConditional) ? ('allow' as const) : ('deny' as const)
  if (!isConditional) return { sure, maybe: difference(widest, sure), keeps }
  return { sure: NO_ATOMS, maybe: reading === 'possible' ? sure : widest, keeps }
}

function copy(into: Canvas, from: Canvas, keeps: 'both' | 'allow' | 'deny', { filter }: Scene): void {
  for (const [atom, index] of from.by.entries()) {
    if (index < 0) continue
    const kind = filter.byIndex[index]?.action.kind
    if (keeps === 'both' || keeps === kind) paint(into, [atom, atom + 1], index)
  }
}

function allowedBy({ by }: Canvas, rules: readonly CompiledRule[]): AtomSet {
  const bounds: number[] = []
  for (const [atom, index] of by.entries()) {
    if (index < 0 || rules[index]?.action.kind !== 'allow') continue
    if (bounds.at(-1) === atom) bounds[bounds.length - 1] = atom + 1
    else bounds.push(atom, atom + 1)
  }
  return bounds
}

function noteDoubt(canvas: Canvas, rule: CompiledRule, { sure, widest }: Side, { doubted }: Scene): void {
  if (rule.doubts.length === 0) return
  const atoms = undecidedIn(canvas, rule.isConditional ? widest : difference(widest, sure))
  if (atoms.length > 0) doubted.push({ doubts: rule.doubts, atoms })
}
