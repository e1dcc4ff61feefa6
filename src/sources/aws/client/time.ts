/** The time that waits are measured by. */
export interface Time {
  /** Milliseconds from any fixed moment. */
  now(): number
  sleep(ms: number): Promise<void>
}

export const machineTime: Time = {
  now: () => performance.now(),
  sleep: async (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}
