import { expect, test } from 'vitest'
import type { ControlFact } from '../../../src/core/model/access-control.ts'
import { assembler } from '../../../src/core/snapshot/assemble.ts'
import { withPartsApart } from '../../../src/core/snapshot/parts-apart.ts'

const SHARE = '\\\\fs1\\q'
const FIELD = `${SHARE}\\field`
const DEEP = `${FIELD}\\2026`
const FIELDWORK = `${SHARE}\\fieldwork`

function control(resource: string, part: string | null): ControlFact {
  return {
    source: 'files',
    object: part === null ? { resource } : { resource, part },
    trusteesOf: null,
    lists: [{ form: 'windows', place: 'folder', owner: null, entries: [] }],
    provenance: { source: 'files', dataset: 'shares', file: 'fs1.ndjson', record: part ?? resource },
  }
}

/** Which parts still count for the share, and which for the folder. */
function counting(declared: readonly string[]): readonly (readonly (string | null)[])[] {
  const assembly = assembler()
  const { sink } = assembly
  const provenance = { source: 'files', dataset: 'shares', file: 'fs1.ndjson', record: 'r' }
  sink.resources([SHARE, FIELD, DEEP, FIELDWORK].map((native) => ({ source: 'files', native, kind: 'share', label: native, provenance })))
  const parts = [FIELD, DEEP, FIELDWORK].map((part) => control(SHARE, part))
  sink.controls([control(SHARE, null), control(FIELD, null), control(DEEP, null), control(FIELD, DEEP), ...parts])
  const snapshot = withPartsApart(
    assembly.finish({ keys: [], overrules: [] }),
    declared.map((native) => `files:${native}`),
  )
  return [SHARE, FIELD].map((native) =>
    snapshot.controls.ofResource(`files:${native}`).map(({ part }) => part?.slice('files:'.length) ?? null),
  )
}

test('a part counts for what holds it', () => {
  expect(counting([SHARE])).toEqual([
    [null, FIELD, DEEP, FIELDWORK],
    [null, DEEP],
  ])
})

test('a part that is declared for itself does not, nor does what lies in it', () => {
  expect(counting([SHARE, FIELD])).toEqual([
    [null, FIELDWORK],
    [null, DEEP],
  ])
  expect(counting([SHARE, FIELD.toUpperCase()])).toEqual(counting([SHARE, FIELD]))
  expect(counting([SHARE, DEEP])).toEqual([[null, FIELD, FIELDWORK], [null]])
})

test('a name that only begins alike is no part of it', () => {
  expect(counting([`${SHARE}\\fie`])[0]).toEqual([null, FIELD, DEEP, FIELDWORK])
})
