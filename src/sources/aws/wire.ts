import { z } from 'zod'

// What AWS answers, as far as it is used here: the rest of each record is never looked at.

export const text = z.string().min(1)
export const maybe = z.string().nullish()
const flag = z.boolean().nullish()

/** A list that a service may leave out where it is empty. */
export function listOf<Schema extends z.ZodType>(schema: Schema) {
  return z
    .array(schema)
    .nullish()
    .transform((list) => list ?? [])
}

export const tags = listOf(z.object({ Key: z.string(), Value: z.string() })).transform((list): Readonly<Record<string, string>> =>
  Object.fromEntries(list.map(({ Key, Value }) => [Key, Value])),
)

export const errorAnswer = z.object({ Error: z.object({ Code: text, Message: maybe }) })

export const region = z.object({ RegionName: text, RegionOptStatus: maybe })
export const callerIdentity = z.object({ Account: text })
export const credentialReport = z.object({ Content: z.string() })

/** Of a bucket, an access point or an account. */
export const publicAccess = z.object({
  PublicAccessBlockConfiguration: z.object({ IgnorePublicAcls: flag, RestrictPublicBuckets: flag }),
})
