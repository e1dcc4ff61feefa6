import type { Group, MembershipKind } from '../../core/model/account.ts'
import type { GroupFact, MembershipFact, Name } from '../../core/model/fragment.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import type { MemberReferences } from './member-references.ts'
import { type RecordKey, type RecordText, recordNames } from './record-text.ts'
import { rangeOf } from './wire.ts'

export function groupFact(text: RecordText, key: RecordKey, provenance: Provenance): GroupFact {
  const cns = text.texts('cn')
  const logins = text.texts('samaccountname')
  return {
    group: {
      source: provenance.source,
      id: key.id,
      weakKey: key.weak,
      label: cns[0] ?? logins[0] ?? text.record.dn,
      path: text.record.dn,
      grantsAccess: isSecurityGroup(text),
      breadth: breadthOf(text),
      provenance,
    },
    names: recordNames(text, key, [...cns, ...logins]),
  }
}

/** The direct members that the record lists, as references. What is no reference is a problem on the record. */
export function listedMembers(
  text: RecordText,
  group: Name,
  provenance: Provenance,
  references: MemberReferences,
): readonly MembershipFact[] {
  const facts: MembershipFact[] = []
  // A group with a rule: the server may mix what it lists with what it expands.
  const listed: MembershipKind = text.has('memberurl') ? 'dynamic' : 'member'
  for (const [description, { values }] of text.record.attributes) {
    const name = rangeOf(description)?.name ?? description
    if (name === 'memberuid') {
      const members = text.texts(name).map((uid) => `uid:${uid}` as const)
      facts.push({ source: provenance.source, group, members, kind: 'posix', provenance })
    } else if (name === 'member' || name === 'uniquemember') {
      const own: Name[] = []
      const foreign: Name[] = []
      for (const value of values) {
        const written = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8')
        const member = references.of(name, written)
        if (member === null) text.problem(`the member \`${written}\` is no distinguished name`)
        else if (member.startsWith('sid:')) foreign.push(member)
        else own.push(member)
      }
      for (const [kind, those] of [
        [listed, own],
        ['foreign', foreign],
      ] as const)
        for (let start = 0; start < those.length; start += MEMBERS_A_FACT)
          facts.push({ source: provenance.source, group, members: those.slice(start, start + MEMBERS_A_FACT), kind, provenance })
    }
  }
  return facts.filter(({ members }) => members.length > 0)
}

function breadthOf(text: RecordText): Group['breadth'] {
  const [rule] = text.texts('memberurl')
  return rule === undefined ? { kind: 'named' } : { kind: 'rule', rule }
}

/** So that a group of a million members does not cross a thread as one value. */
const MEMBERS_A_FACT = 10_000

// MS-ADTS 2.2.12: without this bit a group is a distribution list. A number that cannot be read is taken for one that grants.
const SECURITY_ENABLED = 0x80000000

function isSecurityGroup(text: RecordText): boolean {
  const type = text.first('grouptype')
  if (type === null) return true
  if (!/^-?\d{1,10}$/u.test(type)) {
    text.problem(`expected a number in \`groupType\`, found \`${type}\``)
    return true
  }
  return ((Number(type) >>> 0) & SECURITY_ENABLED) !== 0
}
