import type { SeverityClass } from '../../core/model/finding.ts'

/** The classes as a page lists them, gravest first. */
export const SEVERITIES_GRAVEST_FIRST: readonly SeverityClass[] = ['critical', 'high', 'medium', 'low', 'notice']

/** 0 for the gravest. */
export const SEVERITY_RANK: Readonly<Record<SeverityClass, number>> = { critical: 0, high: 1, medium: 2, low: 3, notice: 4 }
