import assert from 'node:assert/strict'
import { Client } from 'ldapts'
import { DOMAIN_AUDITOR, DOMAIN_DN } from '../../../servers/samba-example.ts'
import { collected } from '../collected.ts'
import { descriptorBytes, guidBytes, sidBytes } from '../descriptor-bytes.ts'
import { BASE, factsOf, type Facts } from '../facts-of.ts'
import { type Guard, loss } from './guard.ts'

const DOMAIN = 'S-1-5-21-1-2-3'
const base64 = (bytes: Buffer): string => bytes.toString('base64')
const id = (index: number): string => `00000000-0000-0000-0000-${String(index).padStart(12, '0')}`

const LIST = descriptorBytes(`${DOMAIN}-512`, [{ type: 0, rights: 0x20, trustee: `${DOMAIN}-1105` }])

function record(dn: string, index: number, ...lines: readonly string[]): string {
  const keys = [`objectGUID:: ${base64(guidBytes(id(index)))}`, `objectSid:: ${base64(sidBytes(`${DOMAIN}-${index}`))}`]
  return [`dn: ${dn}`, ...keys, ...lines, '', ''].join('\n')
}

const group = (index: number, ...lines: readonly string[]): string => record(`CN=g${index},${BASE}`, index, 'objectClass: group', ...lines)
const descriptor = (bytes: Buffer): string => `nTSecurityDescriptor:: ${base64(bytes)}`
const head = [
  `dn: ${BASE}\nobjectGUID:: ${base64(guidBytes(id(900)))}\nobjectSid:: ${base64(sidBytes(DOMAIN))}\nobjectClass: domainDNS\n${descriptor(LIST)}\n\n`,
  record(`CN=AdminSDHolder,CN=System,${BASE}`, 901, 'objectClass: container', descriptor(LIST)),
].join('')

/** Two groups: one whose list is `bytes`, and one whose list is whole. */
const control = (bytes: Buffer | null): string =>
  head + group(1, ...(bytes === null ? [] : [descriptor(bytes)])) + group(2, descriptor(LIST))

const gapsOn = ({ gaps }: Facts, record: string): readonly string[] => gaps.flatMap((gap) => (gap.record === record ? [gap.reason] : []))

/** A group in which the controller counts the account, and which the reader is not shown. */
const HIDDEN = {
  users: record(
    `CN=u10,${BASE}`,
    10,
    'objectClass: user',
    'sAMAccountName: u10',
    'primaryGroupID: 513',
    'userAccountControl: 512',
    'accountExpires: 0',
  ),
  groups: group(513),
  counts: {
    byName: {
      'counts.ldif': '',
      'tokens.ldif': `# the base is the whole domain\n\n${record(`CN=u10,${BASE}`, 10, ...[513, 700].map((rid) => `tokenGroups:: ${base64(sidBytes(`${DOMAIN}-${rid}`))}`))}`,
    },
  },
}

/** Records that hold both texts: all that a reader who knows lines counts. */
function occurrences(ldif: string, one: string, other: string): number {
  return ldif.split('\n\n').filter((block) => block.includes(one) && block.includes(other)).length
}

/** Entries of the list behind the head of a descriptor, by one who takes what fits and asks no further. */
function entriesThatFit(bytes: Buffer): number {
  let entries = 0
  for (
    let at = 28;
    at + 4 <= bytes.length && at + bytes.readUInt16LE(at + 2) <= bytes.length && entries < bytes.readUInt16LE(24);
    entries++
  )
    at += bytes.readUInt16LE(at + 2)
  return entries
}

/** What Active Directory alone does: who may change a group, and what its controller counts itself. */
export const DOMAIN_GUARDS: readonly Guard[] = [
  {
    row: '10a',
    says: 'descriptors are asked for with owner and DACL alone: else an ordinary reader gets none, and no error',
    naive: async ({ samba }) => {
      const client = new Client({ url: samba.url, tlsOptions: { ca: samba.ca } })
      try {
        await client.bind(DOMAIN_AUDITOR.dn, DOMAIN_AUDITOR.password)
        const { searchEntries } = await client.search(DOMAIN_DN, {
          filter: '(objectClass=group)',
          attributes: ['cn', 'nTSecurityDescriptor'],
        })
        const shown = searchEntries.filter(
          (entry) => entry['nTSecurityDescriptor'] !== undefined && String(entry['nTSecurityDescriptor']) !== '',
        )
        return loss(searchEntries.length - shown.length, searchEntries.length, 'descriptors')
      } finally {
        await client.unbind()
      }
    },
    async holds({ samba }) {
      const read = await collected(samba, DOMAIN_AUDITOR, { base: DOMAIN_DN })
      assert.deepEqual(
        read.gaps.filter(({ dataset }) => dataset === 'control'),
        [],
      )
      const told = new Set(read.controls.flatMap(({ object }) => ('group' in object ? [object.group] : [])))
      assert.equal(told.size, read.groups.length)
    },
    without: [
      {
        what: 'the control',
        file: 'ldap/collect.ts',
        edits: [["if (dataset === 'control') return ['descriptors']", "if (dataset === 'control') return []"]],
      },
      {
        what: 'that it leaves the audit list out',
        file: 'ldap/search-controls.ts',
        edits: [['critical: true, value: [0x30, 3, 2, 1, 5]', 'critical: true, value: [0x30, 3, 2, 1, 15]']],
      },
    ],
  },
  {
    row: '10b',
    says: 'a group whose descriptor is not shown is a gap, and not one that nobody may change',
    naive: async () => loss(2 - occurrences(control(null), 'objectClass: group', 'nTSecurityDescriptor'), 2, 'lists of groups'),
    async holds() {
      assert.match(gapsOn(await factsOf({ control: control(null) }), id(1)).join(), /no descriptor is shown/u)
    },
    without: [
      {
        what: 'the gap',
        file: 'ldap/control-records.ts',
        edits: [
          ["dataset.gap({ code: 'dataset-incomplete', record, reason, cure: 'let the reader read its permissions' })", 'void reason'],
        ],
      },
    ],
  },
  {
    row: '10c',
    says: 'a descriptor that is cut is a gap, and not a shorter list',
    // Who takes what is there reads an empty list: nobody may change the group.
    naive: async () => loss(entriesThatFit(LIST) - entriesThatFit(LIST.subarray(0, 40)), 1, 'entries'),
    async holds() {
      const facts = await factsOf({ control: control(LIST.subarray(0, 40)) })
      assert.match(gapsOn(facts, id(1)).join(), /who may change it is not known/u)
      assert.equal(
        facts.controls.some(({ object }) => 'group' in object && object.group === `id:${id(1)}`),
        false,
      )
    },
    without: [
      {
        what: 'the problem',
        file: 'ldap/control-records.ts',
        edits: [['text.problem(`who may change it is not known: ${list.error}`)', '']],
      },
    ],
  },
  {
    row: '10d',
    says: 'a domain without its head is not one that nobody holds',
    naive: async () =>
      loss(1 - occurrences(group(1, descriptor(LIST)), 'objectClass: domainDNS', 'nTSecurityDescriptor'), 1, 'lists of the domain'),
    async holds() {
      const { coverage } = await factsOf({ control: group(1, descriptor(LIST)) })
      assert.equal(coverage.find(({ dataset }) => dataset === 'control')?.state, 'partial')
    },
    without: [
      {
        what: 'the lowered state',
        file: 'ldap/control-records.ts',
        edits: [
          [
            "for (const what of unseen) dataset.lower('partial', `${what} is not shown: who may change it is not known`, DOMAIN_CURE)",
            'void unseen',
          ],
        ],
      },
    ],
  },
  {
    row: '5b',
    says: 'a group that only the controller knows of is a gap on the account',
    naive: async () => loss(2 - occurrences(HIDDEN.groups, 'objectClass: group', 'objectSid'), 2, 'groups of an account'),
    async holds() {
      assert.match(gapsOn(await factsOf(HIDDEN), id(10)).join(), /counts 2 security groups .* and 1 were found/u)
    },
    without: [
      {
        what: 'the comparison',
        file: 'ldap/token-check.ts',
        edits: [['if (missing.length === 0 && surplus.length === 0) return', 'if (surplus.length === 0) return']],
      },
    ],
  },
]
