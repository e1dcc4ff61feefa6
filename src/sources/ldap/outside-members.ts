import { normalisedDistinguishedName } from '../../core/base/distinguished-name.ts'
import { isAbove, isAtOrUnder } from './references.ts'
import type { DirectoryConnection } from './connection.ts'
import { failureText } from './directory-failure.ts'
import { ldifComment, ldifRecordText } from './ldif/ldif-writer.ts'
import { furtherRanges } from './member-ranges.ts'
import { type WireAttribute, baseName } from './wire.ts'

/** The file beside `foreign.ldif` that says who the members are which stand in another domain of the forest, or in another branch. */
export const OUTSIDE_FILE = 'outside-members.ldif'

/** The attribute of that file: `<GUID=…>;<SID=…>;DN`, as the extended-names control writes members. */
export const OUTSIDE_MEMBER = 'gatehouseOutsideMember'

/**
 * Tells whether a list of members names somebody of whom this source reads no record: outside the base, or in a naming context below it,
 * which no search of the base enters (Everyone stands in the configuration).
 */
export class OutsideWatch {
  readonly #base: string
  readonly #below: readonly string[]
  /** As the server spells it, learned from the first name that ends with it: the many that end alike cost a comparison of bytes. */
  #tail: Buffer | null = null
  readonly #belowTails: readonly Buffer[]

  /** `contexts`: all that the server names. */
  constructor(base: string, contexts: readonly string[]) {
    this.#base = normalisedDistinguishedName(base) ?? ''
    const below = contexts.filter((context) => isAbove(base, context))
    this.#below = below.flatMap((context) => normalisedDistinguishedName(context) ?? [])
    this.#belowTails = below.map((context) => Buffer.from(`,${context}`, 'utf8'))
  }

  namesOutside(attributes: readonly WireAttribute[]): boolean {
    return attributes.some(({ name, values }) => baseName(name) === 'member' && values.some((value) => this.isOutside(value)))
  }

  isOutside(member: Uint8Array): boolean {
    const bytes = Buffer.from(member.buffer, member.byteOffset, member.byteLength)
    if (this.#tail !== null && endsWith(bytes, this.#tail) && !this.#belowTails.some((tail) => endsWith(bytes, tail))) return false
    const written = bytes.toString('utf8')
    const dn = normalisedDistinguishedName(written)
    // What does not parse is a problem on the group; nobody can say where it stands.
    if (dn === null) return false
    if (!isAtOrUnder(dn, this.#base) || this.#below.some((context) => isAtOrUnder(dn, context))) return true
    this.#tail ??= tailOf(written, this.#base)
    return false
  }
}

function endsWith(bytes: Buffer, tail: Buffer): boolean {
  return bytes.length > tail.length && bytes.subarray(bytes.length - tail.length).equals(tail)
}

/** The end of `written` that spells `base`, behind a comma; null where escapes or spaces make the two differ in length. */
function tailOf(written: string, base: string): Buffer | null {
  const tail = written.slice(-base.length - 1)
  return base !== '' && tail.toLowerCase() === `,${base}` ? Buffer.from(tail, 'utf8') : null
}

/** What could not be said about the members outside. */
export interface OutsideFailure {
  readonly reason: string
}

/**
 * Reads the lists of `groups` once more with the extended-names control, and gives those of their members who stand outside the base as
 * LDIF: by their SID another source may know them. What fails is added to `failures`, and the rest still comes.
 */
export async function* outsideMembersLdif(
  connection: DirectoryConnection,
  watch: OutsideWatch,
  groups: readonly string[],
  failures: OutsideFailure[],
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`version: 1\n${ldifComment('gatehouse: members outside the base, by their SID')}\n`, 'utf8')
  for (const dn of groups) {
    const answers = furtherRanges(connection, { dn, attribute: 'member', from: 0, controls: ['extended-names'] })
    let step = await answers.next()
    for (; step.done !== true; step = await answers.next()) {
      const values = step.value.values.filter((value) => watch.isOutside(Buffer.from(nameIn(value), 'utf8')))
      if (values.length > 0)
        yield Buffer.from(
          ldifRecordText(dn, [{ name: OUTSIDE_MEMBER, values }], () => false),
          'utf8',
        )
    }
    if (step.value.kind === 'open') failures.push({ reason: step.value.reason })
    if (step.value.kind === 'failed') {
      failures.push({ reason: `who the members outside the base are cannot be read: ${failureText(step.value.failure)}` })
      return
    }
  }
}

/** The name behind the identifiers of a value in extended form. */
export function nameIn(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    .toString('utf8')
    .replace(/^(?:<[^>]*>;)+/u, '')
}
