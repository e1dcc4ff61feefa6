import { z } from 'zod'
import { readEvidence } from '../evidence/read-evidence.ts'
import { bodyOf, eachAnswer, filesOf } from './bodies.ts'
import { ENTRA_KIND } from './entra-source.ts'
import { tenantDataset } from './tenant-dataset.ts'
import type { Wanted } from './wanted.ts'

const wantedFile = z.object({ natives: z.array(z.string()) })

/** What the evidence of an earlier night in `folder` says of it: what was wanted, and which groups it never came to. Nothing where there is none. */
export async function earlierWanted(folder: string, source: string): Promise<Wanted> {
  const evidence = await readEvidence(folder, { source, kind: ENTRA_KIND, expected: [] })
  const leftOut = new Set<string>()
  const natives: string[] = []
  for (const dataset of evidence.datasets.map(tenantDataset)) {
    if (dataset.dataset === 'members' || dataset.dataset === 'group-owners')
      await eachAnswer(dataset, '', ({ id }, answer) => {
        if (answer.kind === 'lost' && answer.unasked) leftOut.add(id)
      })
    if (dataset.dataset === 'organization')
      for (const page of filesOf(dataset, 'wanted', 'json'))
        natives.push(...(wantedFile.safeParse(await bodyOf(dataset, page)).data?.natives ?? []))
  }
  return { natives, leftOut: [...leftOut].sort() }
}
