import { runAudit } from '../../src/app/audit.ts'
import { configOf } from '../../src/app/config-of.ts'
import { machineClock } from '../../src/app/system.ts'

// node audit-child.ts <folder> <step>: one night, in a process that dies at a step of the publication, as by `kill -9`.
const [folder = '', at = ''] = process.argv.slice(2)
process.chdir(folder)
const loaded = await configOf('gatehouse.yaml', {}, {})
if (!loaded.ok) throw new Error(loaded.error.message)
const checkpoint = async (step: string): Promise<void> => {
  if (step === at) process.kill(process.pid, 'SIGKILL')
}
const system = { clock: machineClock, env: {}, log: () => undefined }
const run = await runAudit(loaded.value.config, { collects: true, now: null, workers: 1, checkpoint }, system)
if (!run.ok) throw new Error(run.error.message)
