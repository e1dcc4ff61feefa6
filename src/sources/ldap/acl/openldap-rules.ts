import { normalisedDistinguishedName } from '../../../core/base/distinguished-name.ts'
import type { Provenance } from '../../../core/model/provenance.ts'
import type { DatasetReader } from '../../evidence/read-evidence.ts'
import { eachRecord, noteProblems, placeOf, provenanceIn } from '../each-record.ts'
import type { CountLines } from '../proof-again.ts'
import { RecordText } from '../record-text.ts'
import { type AccessDirective, accessDirective } from './access-directive.ts'

/** The access rules of one database of slapd, as its entry under cn=config shows them. */
export interface DatabaseRules {
  /** The entry's own name in its normal form. */
  readonly name: string
  /** Normal forms. */
  readonly suffixes: readonly string[]
  /** May write everything in the database, whatever the rules say. */
  readonly rootName: string | null
  readonly directives: readonly AccessDirective[]
  /** Somebody else's copy: its rules are not those by which members come in. */
  readonly isReplica: boolean
  /** Must who adds an entry be allowed to add each of its values? */
  readonly checksAddedContent: boolean
  readonly provenance: Provenance
}

export interface OpenLdapRules {
  readonly databases: readonly DatabaseRules[]
  /** Appended to the rules of every database; null where it is not shown. */
  readonly frontend: DatabaseRules | null
  /** cn=config itself; null where it is not shown. */
  readonly config: DatabaseRules | null
}

/** What the `acl` dataset of OpenLDAP says; a directive that cannot be read is one that nothing is known about. */
export async function openLdapRules(dataset: DatasetReader, counts: CountLines): Promise<OpenLdapRules> {
  const databases: DatabaseRules[] = []
  let frontend: DatabaseRules | null = null
  let config: DatabaseRules | null = null
  let shown = 0
  await eachRecord(dataset, counts, (record, problems, page) => {
    const text = new RecordText(record, problems)
    const name = normalisedDistinguishedName(record.dn)
    if (name === null) {
      dataset.gap({ code: 'record-malformed', record: null, reason: `the name \`${record.dn}\` does not parse`, at: placeOf(page, record) })
      return
    }
    const rules = rulesIn(text, name, provenanceIn(dataset, page, record.dn))
    shown += rules.directives.length
    const kind = (text.first('olcdatabase') ?? '').replace(/^\{-?\d+\}/u, '').toLowerCase()
    if (kind === 'frontend') frontend = rules
    else if (kind === 'config') config = rules
    else databases.push(rules)
    noteProblems(dataset, text, name, placeOf(page, record))
  })
  // A server without any rule lets everybody read; one that hides its rules looks the same.
  if (shown === 0 && dataset.stated.state === 'complete')
    dataset.lower('denied', 'control not assessed: `olcAccess` is shown on no database', 'let the reader read `olcAccess` under cn=config')
  return { databases, frontend, config }
}

/** The names of those who may everything, whatever the rules say. */
export function administratorsIn({ databases, config }: OpenLdapRules): readonly string[] {
  return [...databases, ...(config === null ? [] : [config])].flatMap(({ rootName }) => rootName ?? [])
}

function rulesIn(text: RecordText, name: string, provenance: Provenance): DatabaseRules {
  const root = text.first('olcrootdn')
  return {
    name,
    suffixes: text.texts('olcsuffix').flatMap((suffix) => normalisedDistinguishedName(suffix) ?? []),
    rootName: root === null ? null : normalisedDistinguishedName(root),
    directives: inOrder(text.texts('olcaccess')).map((written) => accessDirective(written) ?? notUnderstood(written)),
    isReplica: text.has('olcupdateref'),
    checksAddedContent: text.first('olcaddcontentacl')?.toUpperCase() === 'TRUE',
    provenance,
  }
}

// `{0}to …`: the number is the order, whatever the order in which the values came.
function inOrder(values: readonly string[]): readonly string[] {
  const numbered = values.map((value) => ({ value, number: Number(/^\{(\d+)\}/u.exec(value)?.[1] ?? Number.POSITIVE_INFINITY) }))
  return numbered.sort((one, other) => (one.number === other.number ? 0 : one.number - other.number)).map(({ value }) => value)
}

/** Stands for a rule that may be about anything and let anybody do anything. */
export function notUnderstood(text: string): AccessDirective {
  return {
    text,
    about: '*',
    what: { scope: { style: 'unknown' }, filter: null, attributes: null, ofValues: false },
    clauses: [{ text: '', who: [{ kind: 'unknown' }], access: { add: 'gives', delete: 'gives', ownName: false }, next: 'stop' }],
  }
}
