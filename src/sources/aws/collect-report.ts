import { askOnce } from './client/ask.ts'
import { saidBy } from './client/failure.ts'
import { machineTime } from './client/time.ts'
import { type Asker, GLOBAL, type Run, collectCall } from './collect-call.ts'
import { textAt } from './collect-fields.ts'

const WAIT_MS = 2_000
/** Two minutes: AWS makes a report in seconds, also of a large account. */
const LOOKS = 60

/**
 * Lets AWS make the credential report of an account and reads it; AWS itself gives one out again that is younger than four hours. Where
 * a new one cannot be made, an older one is read, and the dataset says so.
 */
export async function collectReport(run: Run, asker: Asker): Promise<void> {
  const doubt = await whyNotNew(run, asker)
  const name = 'iam get-credential-report'
  await collectCall(run, asker, { name, region: GLOBAL, arguments: [], parameters: {} }, doubt === null ? {} : { doubt })
}

async function whyNotNew(run: Run, { session }: Asker): Promise<string | null> {
  const { tuning } = session.connections
  for (let look = 1; look <= LOOKS; look++) {
    const answer = await askOnce(session, run.source.homeRegion, 'iam generate-credential-report', {})
    if (!answer.ok) return `iam generate-credential-report: ${saidBy(answer.failure)}`
    if (textAt(answer.page, 'State') === 'COMPLETE') return null
    await (tuning.time ?? machineTime).sleep(WAIT_MS)
  }
  return `iam generate-credential-report: not made within ${(LOOKS * WAIT_MS) / 1_000} s`
}
