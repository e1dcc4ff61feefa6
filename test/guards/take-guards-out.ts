import { GUARD_SET as ENTRA } from '../sources/entra/guards/guards.ts'
import { GUARD_SET as LDAP } from '../sources/ldap/guards/guards.ts'
import type { GuardSet } from './guard-set.ts'
import { withoutEachGuard } from './without-guards.ts'

// `npm run test:guards [group ...]`: takes each guard out in turn and prints which tests turn red; exit code 1 if one is not missed by
// the test that is there for it.
const asked = process.argv.slice(2)
let [taken, survived] = [0, 0]
await takeOut(LDAP)
await takeOut(ENTRA)
console.log(`${taken} guards taken out one after the other, ${survived} not missed`)
process.exitCode = survived > 0 ? 1 : 0

async function takeOut<Servers>(set: GuardSet<Servers>): Promise<void> {
  const groups = Object.keys(set.groups).filter((group) => asked.length === 0 || asked.includes(group))
  if (groups.length === 0) return
  const real = await set.start()
  try {
    await withoutEachGuard(set, real.servers, groups, 'whole group', ({ row, says, what, red }) => {
      const rows = Object.keys(red)
      taken += 1
      if (red[row] === undefined) survived += 1
      console.log(`${red[row] === undefined ? 'SURVIVES' : 'red'}  ${row} ${says}\n     without ${what}: ${rows.join(', ') || 'nothing'}`)
    })
  } finally {
    await real.stop()
  }
}
