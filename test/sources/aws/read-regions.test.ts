import { describe, expect, test } from 'vitest'
import { DATA } from '../../../fixtures/cloud/example-organization.ts'
import { EvidenceTree, readBack } from './evidence-tree.ts'

const HOME = 'eu-west-2'
const OTHER = 'me-south-1'

/** The example, with the lists of another region that nobody asked for, and what the account says of that region. */
function skipping(status: string): EvidenceTree {
  return EvidenceTree.example()
    .set(DATA, 'global', 'account list-regions', [], { Regions: [region(HOME, 'ENABLED_BY_DEFAULT'), region(OTHER, status)] })
    .stated('skipped', 0, DATA, OTHER, 'kms list-keys', [])
    .stated('skipped', 0, DATA, OTHER, 'sqs list-queues', [])
}

function region(RegionName: string, RegionOptStatus: string): object {
  return { RegionName, RegionOptStatus }
}

async function skippedIn(tree: EvidenceTree): Promise<readonly string[]> {
  const { coverage } = await readBack(await tree.write())
  return coverage.flatMap(({ state, dataset }) => (state === 'skipped' ? [dataset] : []))
}

const BOTH = [`${OTHER}/kms/list-keys`, `${OTHER}/sqs/list-queues`]

describe('lists that were not asked for', () => {
  test('of a region that is off are not expected: nobody has access to anything there', async () => {
    expect(await skippedIn(skipping('DISABLED'))).toEqual([])
  })

  test.each(['ENABLED', 'ENABLING', 'DISABLING', 'SOMETHING_NEW'])('of a region that is %s stay skipped', async (status) => {
    expect(await skippedIn(skipping(status))).toEqual(BOTH)
  })

  test('stay skipped where nobody read which regions are on', async () => {
    expect(await skippedIn(skipping('DISABLED').denied(DATA, 'global', 'account list-regions', []))).toEqual(BOTH)
  })

  test('stay skipped where the list of regions has no end', async () => {
    const list = { Regions: [region(OTHER, 'DISABLED')], NextToken: 'more' }
    expect(await skippedIn(skipping('DISABLED').stated('partial', 1, DATA, 'global', 'account list-regions', [], list))).toEqual(BOTH)
  })

  test('that were asked for and lost stay lost, also in a region that is off', async () => {
    const { coverage } = await readBack(await skipping('DISABLED').denied(DATA, OTHER, 'kms list-keys', []).write())
    expect(coverage.filter(({ state }) => state !== 'complete').map(({ dataset }) => dataset)).toEqual([`${OTHER}/kms/list-keys`])
  })
})
