import type { Group, MembershipKind } from '../../core/model/account.ts'
import type { GroupFact, Name } from '../../core/model/fragment.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import type { FactBatches } from './fact-batches.ts'
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

/** Hands over the direct members that the record lists. What is no reference is a problem on the record. */
export function listMembers(
  text: RecordText,
  group: Name,
  provenance: Provenance,
  references: MemberReferences,
  batches: FactBatches,
): void {
  // A group with a rule: the server may mix what it lists with what it expands.
  const listed: MembershipKind = text.has('memberurl') ? 'dynamic' : 'member'
  const number = batches.numberOf(group)
  for (const [description, attribute] of text.record.attributes) {
    const name = rangeOf(description)?.name ?? description
    if (name === 'memberuid') {
      for (const uid of text.texts(name)) batches.member(number, batches.numberOf(`uid:${uid}`), 'posix', provenance)
    } else if (name === 'ipaexternalmember') {
      // FreeIPA keeps members of a trusted Active Directory by their SIDs (T7).
      for (const sid of text.texts(name)) {
        if (/^s-1-\d+(?:-\d+)+$/iu.test(sid)) batches.member(number, batches.numberOf(`sid:${sid.toUpperCase()}`), 'foreign', provenance)
        else text.problem(`expected a SID in \`ipaExternalMember\`, found \`${sid}\``)
      }
    } else if (name === 'member' || name === 'uniquemember') {
      attribute.forEachValue((bytes, start, end) => {
        const member = references.of(name, bytes, start, end)
        if (member !== null) batches.member(number, member.number, member.isForeign ? 'foreign' : listed, provenance)
        else text.problem(`the member \`${Buffer.from(bytes.subarray(start, end)).toString('utf8')}\` is no distinguished name`)
      })
    }
  }
}

function breadthOf(text: RecordText): Group['breadth'] {
  const [rule] = text.texts('memberurl')
  return rule === undefined ? { kind: 'named' } : { kind: 'rule', rule }
}

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
