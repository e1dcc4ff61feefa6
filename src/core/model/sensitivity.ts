/** How much harm the wrong reader could do, lowest first. */
export const SENSITIVITIES = ['open', 'internal', 'sensitive', 'controlled'] as const

export type Sensitivity = (typeof SENSITIVITIES)[number]

/** Negative where `a` is less sensitive than `b`. */
export function compareSensitivity(a: Sensitivity, b: Sensitivity): number {
  return SENSITIVITIES.indexOf(a) - SENSITIVITIES.indexOf(b)
}
