import { z } from 'zod'

/** A moment in UTC with milliseconds: the one form in which results write it. */
export const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/u)
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/u)
export const count = z.int().min(0)
export const texts = z.array(z.string())
export const sensitivity = z.enum(['open', 'internal', 'sensitive', 'controlled'])
export const severityClass = z.enum(['critical', 'high', 'medium', 'low', 'notice'])
