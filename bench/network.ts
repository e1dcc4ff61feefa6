import { type GeneratedNetwork, generatedNetwork } from '../fixtures/generate/generated-network.ts'
import { compiledNetwork } from '../src/core/reach/network/compile.ts'
import { networkReach } from '../src/core/reach/network/found-callers.ts'
import { reachOf } from '../src/core/reach/network/reach.ts'

// `npm run bench -- network`: generated campuses behind one firewall, a tenth of the networks nested, a tenth of the rules for any
// destination. Who reaches an enclave is asked one question after the other, each counted; then every enclave on every port.

const sizes: readonly GeneratedNetwork[] = [
  { seed: 1, segments: 5_000, rules: 10_000, enclaves: 200, ports: 20 },
  { seed: 1, segments: 20_000, rules: 100_000, enclaves: 20, ports: 5 },
]

console.log(
  '| segments | rules | made ready ms | who reaches, median ms | p95 ms | all ms | questions | peak MB |\n|--:|--:|--:|--:|--:|--:|--:|--:|',
)
for (const size of sizes) console.log(`| ${measured(size).join(' | ')} |`)

function measured(size: GeneratedNetwork): readonly (number | string)[] {
  const { facts, enclaves, ports } = generatedNetwork(size)
  const start = performance.now()
  const reach = networkReach(compiledNetwork(facts, 4))
  const ready = performance.now() - start
  const times: number[] = []
  for (const id of enclaves) {
    for (const port of ports) {
      const asked = performance.now()
      reachOf(reach, { to: { kind: 'segment', id }, protocol: 'tcp', port, icmp: null })
      times.push(performance.now() - asked)
    }
  }
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1)
  const all = times.reduce((sum, one) => sum + one, 0)
  const peak = Math.round(process.resourceUsage().maxRSS / 1_024)
  return [size.segments, size.rules, Math.round(ready), at(0.5), at(0.95), Math.round(all), times.length, peak]
}
