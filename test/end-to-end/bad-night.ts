import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { AuditResult } from '../../src/core/model/audit-result.ts'
import { branchOf, expectLastRun, expectNothingClosed, nightOf, publishedIn, ran, statusesOf } from './published.ts'
import type { Ran } from './run-gatehouse.ts'
import { folderWriter, type Institution } from './small-institution.ts'

export const CARA = 'ACC-01 tides employee:E1005'
export const WHOLE = { dialects: 'none', tides: 'excess complete' }

export interface BadNight {
  /** Spoils something in a copy of the institution whose first night is published. */
  readonly breaks: (institution: Pick<Institution, 'folder' | 'write'>) => void | Promise<void>
  readonly args?: readonly string[]
  readonly code: number
  /** What stdout and stderr together must say. */
  readonly says: readonly (RegExp | string)[]
  /** Statuses of the projects; null where nothing may be published. */
  readonly statuses: Readonly<Record<string, string>> | null
}

export interface BadNightOutcome {
  readonly ran: Ran
  /** What a reader finds after it: the bad night if it was published, else the good one before. */
  readonly result: AuditResult
}

/**
 * One night on spoilt input: says what is wrong, ends with the right code, closes nothing, leaves a whole run to be read; and the
 * night after the input was mended is complete.
 */
export async function badNight(
  institution: Institution,
  { breaks, args = ['audit'], code, says, statuses }: BadNight,
): Promise<BadNightOutcome> {
  const good = (await publishedIn(institution.folder)).run.id
  const branch = await branchOf(institution)
  const kept = await mkdtemp(join(tmpdir(), 'gatehouse-e2e-'))
  try {
    for (const name of INPUT) await cp(join(branch.folder, name), join(kept, name), { recursive: true })
    await breaks({ folder: branch.folder, write: folderWriter(branch.folder) })
    const outcome = await ran(branch.folder, args, code)
    for (const text of says) expect(outcome.stdout + outcome.stderr).toMatch(text)
    if (statuses === null) {
      // Where the reports lie is known only to a configuration that can be read.
      await cp(join(kept, 'gatehouse.yaml'), join(branch.folder, 'gatehouse.yaml'))
      await expectLastRun(branch.folder, good)
    } else {
      const bad = await expectNothingClosed(branch.folder)
      expect(bad.run.id).not.toBe(good)
      expect(statusesOf(bad)).toEqual(statuses)
      // Without a register of staff nobody can say who she is: then another rule may speak, and it may look worse. It is still there.
      expect(
        nightOf(bad).filter((line) => /^(?:persisting|worse|better|not-rechecked) \S+ tides employee:E1005$/u.test(line)),
      ).toHaveLength(1)
    }
    const result = await publishedIn(branch.folder)
    for (const name of INPUT) {
      await rm(join(branch.folder, name), { recursive: true, force: true })
      await cp(join(kept, name), join(branch.folder, name), { recursive: true })
    }
    await ran(branch.folder, ['audit'], 1)
    await expectMended(branch.folder)
    return { ran: outcome, result }
  } finally {
    branch.remove()
    await rm(kept, { recursive: true, force: true })
  }
}

const INPUT = ['policies', 'exports', 'gatehouse.yaml']

/** The night after: everything was read, the one finding persists, and what the bad night added is closed. */
async function expectMended(folder: string): Promise<void> {
  const mended = await publishedIn(folder)
  expect(statusesOf(mended)).toEqual(WHOLE)
  const open = nightOf(mended).filter((line) => !line.startsWith('resolved '))
  expect([[`persisting ${CARA}`], [`better ${CARA}`]]).toContainEqual(open)
}
