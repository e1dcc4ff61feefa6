import { registerHooks } from 'node:module'
import type { TakenOut } from './guard.ts'

// Loaded before everything else (`node --import`): edits one source file while it is loaded, so that a guard is missing in this process
// and in no file. An edit that finds nothing to edit fails: the guard has moved, and its entry must follow.
const given = process.env['GATEHOUSE_TAKEN_OUT']
const takenOut = given === undefined ? null : (JSON.parse(given) as TakenOut)
let isLoaded = false

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (takenOut === null || !url.endsWith(`/${takenOut.file}`)) return loaded
    isLoaded = true
    const source = typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString('utf8')
    return { ...loaded, source: edited(source, takenOut) }
  },
})

process.once('exit', () => {
  if (takenOut !== null && !isLoaded) process.exitCode = 70
})

function edited(source: string, { file, edits }: TakenOut): string {
  let text = source
  for (const [from, to] of edits) {
    if (text.split(from).length !== 2) throw new Error(`${file} does not hold once what is to be taken out: ${from}`)
    text = text.replace(from, () => to)
  }
  return text
}
