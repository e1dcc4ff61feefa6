import { z } from 'zod'
import { bySlug, record } from './map-type.ts'
import { affiliationSchema, blindSpotSchema, institutionSchema, platformSchema } from './institution.ts'
import { partnerSchema } from './partner.ts'
import { projectSchema } from './project.ts'
import { conflictSchema, exceptionSchema, segregationSchema, tagSchema } from './security.ts'

/** One file of the policy folder. Loading takes it apart by section and entry; as a whole it becomes the JSON Schema for editors. */
export const policyFileSchema = record('a policy file', {
  version: z.literal(1).describe('The version of the policy language: 1.'),
  institution: institutionSchema.describe('The institution; in one file only.').optional(),
  affiliations: z
    .array(affiliationSchema)
    .describe('Relations to the institution; the first that matches wins. In one file only.')
    .optional(),
  partners: bySlug(partnerSchema).describe('Organisations with which agreements exist.').optional(),
  projects: bySlug(projectSchema).describe('Projects, what they protect and who is entitled.').optional(),
  tags: bySlug(tagSchema).describe('Tag to segments or zones; `visitor-network`, `partner-network`, `enclave` are reserved.').optional(),
  segregation: z.array(segregationSchema).describe('Which segments may never reach which.').optional(),
  conflicts: z.array(conflictSchema).describe('Projects or duties that exclude one another.').optional(),
  platforms: z.array(platformSchema).describe('Systems as a whole: who runs and who administers them.').optional(),
  blind_spots: z.array(blindSpotSchema).describe('Gaps that cannot be cured, accepted until a date.').optional(),
  exceptions: z.array(exceptionSchema).describe('Approved departures from the policy, until a date.').optional(),
})

export type Section = Exclude<keyof typeof policyFileSchema.shape, 'version'>

/** Sections whose entries are named by the author, and those whose entries follow one another. */
export const MAP_SECTIONS = ['partners', 'projects', 'tags'] as const
export const LIST_SECTIONS = ['affiliations', 'segregation', 'conflicts', 'platforms', 'blind_spots', 'exceptions'] as const

/** The schema of one entry of each section; of `institution`, the whole. */
export const ENTRY_SCHEMAS = {
  institution: institutionSchema,
  affiliations: affiliationSchema,
  partners: partnerSchema,
  projects: projectSchema,
  tags: tagSchema,
  segregation: segregationSchema,
  conflicts: conflictSchema,
  platforms: platformSchema,
  blind_spots: blindSpotSchema,
  exceptions: exceptionSchema,
} as const
