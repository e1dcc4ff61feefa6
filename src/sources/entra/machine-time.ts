import type { Time } from './entra-source.ts'

export const machineTime: Time = {
  now: () => performance.now(),
  sleep: async (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: () => Math.random(),
}
