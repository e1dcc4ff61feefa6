import { GUARDS } from './guards.ts'
import { realServers } from './real-servers.ts'
import { withoutEachGuard } from './without-guards.ts'

// `npm run test:guards [group ...]`: takes each guard out in turn and prints which tests turn red; exit code 1 if one is not missed by
// the test that is there for it.
const asked = process.argv.slice(2)
const groups = asked.length > 0 ? asked : Object.keys(GUARDS)
const real = await realServers()
try {
  let [taken, survived] = [0, 0]
  await withoutEachGuard(real.servers, groups, ({ row, says, what, red }) => {
    const rows = Object.keys(red)
    taken += 1
    if (red[row] === undefined) survived += 1
    console.log(`${red[row] === undefined ? 'SURVIVES' : 'red'}  ${row} ${says}\n     without ${what}: ${rows.join(', ') || 'nothing'}`)
  })
  console.log(`${taken} guards taken out one after the other, ${survived} not missed`)
  process.exitCode = survived > 0 ? 1 : 0
} finally {
  await real.stop()
}
