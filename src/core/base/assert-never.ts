/** Closes a `switch` over a union: the compiler proves that nothing reaches it; if something does, our own promise is broken. */
export function assertNever(value: never, what = 'case'): never {
  throw new Error(`unhandled ${what}: ${JSON.stringify(value)}`)
}
