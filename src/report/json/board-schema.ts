import { z } from 'zod'
import { MEASURE_NAMES } from '../../core/model/measures.ts'
import { count, day, instant, texts } from './schema-parts.ts'

/** What the board's periods look like in `result.json`; their meaning stands in `src/core/model/measures.ts`. */
export const period = z.object({
  begins: day,
  run: z.string(),
  now: instant,
  method: z.object({ gatehouse: z.string(), sources: texts }),
  measures: z.array(z.object({ name: z.enum(MEASURE_NAMES), count, all: count, unread: texts })),
})

export const askOutcome = z.object({
  ask: z.object({ project: z.string(), title: z.string(), office: z.string(), risks: texts, by: day.nullable() }),
  findings: count,
  open: count,
  accepted: count,
  resolved: count,
  outOfScope: count,
})
