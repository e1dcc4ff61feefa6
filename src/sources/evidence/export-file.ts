import { z } from 'zod'
import { type Day, type Instant, parseDay, parseInstant, plusCalendar } from '../../core/base/instant.ts'
import { readYaml } from '../../core/base/read-yaml.ts'
import { type ResourceKind, isResourceKind } from '../../core/model/resource-kind.ts'

/** The name of the file beside an export that proves it complete. */
export const EXPORT_FILE = 'export.yaml'

/** What the exporting system says about its export: the proof that the table is complete. */
export interface ExportFile {
  readonly system: string
  readonly exportedAt: Instant
  /** The day on the exporter's own wall, and its offset from UTC as written. */
  readonly day: Day
  readonly offset: string
  readonly complete: boolean
  /** Rows by file, the header not counted. */
  readonly rows: ReadonlyMap<string, number>
  /** What the export covers of the system whose rights stand in `file`; null where it does not say. */
  readonly resources: (file: string) => readonly CoveredResource[] | null
}

export interface CoveredResource {
  readonly native: string
  /** Null where only the rows say it. */
  readonly kind: ResourceKind | null
  readonly label: string | null
}

export type ReadExport = { readonly ok: true; readonly value: ExportFile } | { readonly ok: false; readonly reason: string }

const text = z.string().trim().min(1)
const covered = z.union([
  text,
  z.strictObject({
    resource: text,
    kind: z.string().refine(isResourceKind, 'expected a kind of the policy language, such as `share`').optional(),
    label: text.optional(),
  }),
])

const exportFile = z.strictObject({
  format: z.literal(1),
  system: text,
  exported_at: z
    .string()
    .refine((written) => parts(written) !== null, 'expected a moment with its offset, such as `2026-11-25T22:00:00+00:00`'),
  files: z.record(z.string(), z.int().nonnegative()),
  complete: z.boolean(),
  resources: z.union([z.array(covered), z.record(z.string(), z.array(covered))]).optional(),
})

// Reasons in a manifest carry the place and no code: the file is another system's, and its diagnostics have no page.
const codes = { syntax: 'X001', missing: 'X002', unknown: 'X003', type: 'X004', choice: 'X005', form: 'X006' }

/** Reads the text of an `export.yaml`; a failure is one line that names the place. */
export function readExport(yaml: string): ReadExport {
  const read = readYaml(yaml, EXPORT_FILE, exportFile, codes)
  if (!read.ok) {
    const first = read.error[0]
    return {
      ok: false,
      reason: first === undefined ? `\`${EXPORT_FILE}\` cannot be read` : `${first.file}:${first.line}:${first.column} ${first.message}`,
    }
  }
  const { system, exported_at: exportedAt, files, complete, resources } = read.value.value
  const moment = parts(exportedAt)
  if (moment === null) throw new Error('the schema let a moment through that is none')
  return {
    ok: true,
    value: {
      system,
      ...moment,
      complete,
      rows: new Map(Object.entries(files)),
      resources(file) {
        const listed = Array.isArray(resources) ? resources : resources?.[file]
        return listed === undefined ? null : listed.map(coveredResource)
      },
    },
  }
}

/** The first moment after `day` on the exporter's wall. */
export function endOfDay(day: Day, offset: string): Instant {
  const end = parseInstant(`${plusCalendar(day, { days: 1 })}T00:00:00${offset}`)
  if (end === null) throw new Error(`no end of day ${day} at ${offset}`)
  return end
}

function coveredResource(written: z.infer<typeof covered>): CoveredResource {
  if (typeof written === 'string') return { native: written, kind: null, label: null }
  return { native: written.resource, kind: written.kind ?? null, label: written.label ?? null }
}

function parts(written: string): Pick<ExportFile, 'exportedAt' | 'day' | 'offset'> | null {
  const match = /^(\d{4}-\d{2}-\d{2})[Tt ].*?([Zz]|[+-]\d{2}:?\d{2})$/u.exec(written)
  const exportedAt = parseInstant(written)
  const day = parseDay(match?.[1] ?? '')
  return match === null || exportedAt === null || day === null ? null : { exportedAt, day, offset: match[2] ?? 'Z' }
}
