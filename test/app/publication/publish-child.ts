import type { PublicationStep } from '../../../src/app/publication/checkpoint.ts'
import { watchedFiles } from './failing-files.ts'
import { publishNight } from './publish-night.ts'

// node publish-child.ts <folder> <night> <step, or the number of a call to the disk>: dies there, as by `kill -9`.
const [folder = '', number = '', at = ''] = process.argv.slice(2)

function die(): void {
  process.kill(process.pid, 'SIGKILL')
}

const outcome = await publishNight({
  folder,
  night: Number(number),
  files: watchedFiles((call) => {
    if (String(call) === at) die()
  }),
  checkpoint: async (step: PublicationStep) => {
    if (step === at) die()
  },
})
if (!outcome.ok || !outcome.value.published.ok) throw new Error(JSON.stringify(outcome))
