import { assertNever } from '../core/base/assert-never.ts'
import type { FragmentSink } from '../core/model/fragment.ts'
import type { RegisterName } from '../core/model/register.ts'
import type { Manifest } from '../sources/evidence/manifest.ts'
import { readAws } from '../sources/aws/read.ts'
import { readEntra } from '../sources/entra/read.ts'
import { readFiles } from '../sources/files/read.ts'
import { readLdap } from '../sources/ldap/read.ts'
import { readTable } from '../sources/table/read.ts'

/** One source's evidence to be read: plain data, since it crosses to worker threads. */
export type ReadTask = { readonly name: string; readonly folder: string } & (
  | {
      readonly kind: 'ldap'
      /** Attributes that join keys and affiliation rules ask for; null = all. They may be known only once the policy is read. */
      readonly attributes: readonly string[] | null | (() => Promise<readonly string[]>)
    }
  | { readonly kind: 'table'; readonly register: RegisterName }
  | { readonly kind: 'files'; readonly directory: string | null }
  | {
      readonly kind: 'entra'
      /** As for a directory. */
      readonly attributes: readonly string[] | null | (() => Promise<readonly string[]>)
      /** Site → group. */
      readonly sites: Readonly<Record<string, string>>
    }
  | {
      readonly kind: 'aws'
      /** As for a directory. */
      readonly attributes: readonly string[] | null | (() => Promise<readonly string[]>)
    }
)

export interface SourceRead {
  readonly name: string
  readonly manifest: Manifest | null
  readonly manifestSha256: string | null
}

/** Hands one source's facts to the sink, by the reader of its kind. */
export async function readSource(task: ReadTask, sink: FragmentSink): Promise<SourceRead> {
  return { name: task.name, ...(await readByKind(task, sink)) }
}

async function readByKind(task: ReadTask, sink: FragmentSink): Promise<Omit<SourceRead, 'name'>> {
  switch (task.kind) {
    case 'ldap':
      return readLdap(task.folder, withAttributes(task), sink)
    case 'table':
      return readTable(task.folder, task, sink)
    case 'files':
      return readFiles(task.folder, task, sink)
    case 'entra':
      return readEntra(task.folder, { ...withAttributes(task), sites: task.sites }, sink)
    case 'aws':
      return readAws(task.folder, withAttributes(task), sink)
    default:
      return assertNever(task)
  }
}

function withAttributes({ name, attributes }: ReadTask & { readonly kind: 'ldap' | 'entra' | 'aws' }): Parameters<typeof readLdap>[1] {
  return attributes === null ? { name } : { name, attributes }
}
