import type { Compiled } from './compiled.ts'

/** Ports from here up are what systems choose for themselves. */
export const FIRST_HIGH_PORT = 32_768
const FIRST_TRANSLATED_PORT = 1_024

/**
 * The lowest port of each class of callers' ports, ascending: cut wherever a rule names source ports, wherever a filter without memory
 * names the ports that a reply comes to, and where translated and self-chosen ports begin.
 */
export function callerPorts({ filters }: Compiled): readonly number[] {
  const cuts = new Set([0, FIRST_TRANSLATED_PORT, FIRST_HIGH_PORT])
  for (const { fact, byIndex } of filters) {
    for (const { fact: rule } of byIndex) {
      for (const [first, last] of [...rule.sourcePorts, ...(fact.stateful ? [] : rule.destinationPorts)]) cuts.add(first).add(last + 1)
    }
  }
  return [...cuts].filter((port) => port <= 65_535).sort((a, b) => a - b)
}

export function translatedPorts(ports: readonly number[]): readonly number[] {
  return ports.filter((port) => port >= FIRST_TRANSLATED_PORT)
}

/** The lowest port of each class of services' ports, ascending. */
export function servicePorts({ filters, nodes }: Compiled): readonly number[] {
  const cuts = new Set([0])
  for (const { fact, byIndex } of filters) {
    for (const { fact: rule } of byIndex) {
      for (const [first, last] of [...rule.destinationPorts, ...(fact.stateful ? [] : rule.sourcePorts)]) cuts.add(first).add(last + 1)
    }
  }
  for (const { translations } of nodes.values())
    for (const { fact } of translations) if (fact.port !== null) cuts.add(fact.port).add(fact.port + 1)
  return [...cuts].filter((port) => port <= 65_535).sort((a, b) => a - b)
}
