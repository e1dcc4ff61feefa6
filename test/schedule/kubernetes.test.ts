import { Ajv } from 'ajv'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { kubernetesCronJob } from '../../src/schedule/kubernetes-cronjob.ts'
import { buildPlan } from './build-plan.ts'
import { cronJobSchema } from './cronjob-schema.ts'

const valid = new Ajv({ allErrors: true, strict: true }).compile(cronJobSchema)

test('the CronJob is one that Kubernetes takes, and runs no two nights at once', () => {
  const job = parse(kubernetesCronJob(buildPlan())) as { readonly spec: Readonly<Record<string, unknown>> }
  expect(valid(job), JSON.stringify(valid.errors)).toBe(true)
  expect(job.spec).toMatchObject({ schedule: '15 2 * * *', timeZone: 'Europe/London', concurrencyPolicy: 'Forbid' })
  const text = JSON.stringify(job)
  expect(text).toContain('"readOnlyRootFilesystem":true')
  expect(text).toContain('"drop":["ALL"]')
  expect(text).toContain('{"name":"AD_PASSWORD","valueFrom":{"secretKeyRef":{"name":"gatehouse","key":"AD_PASSWORD"}}}')
})

test('the schema finds a field that is misspelt or stands in the wrong place', () => {
  const text = kubernetesCronJob(buildPlan())
  for (const [from, to] of [
    ['concurrencyPolicy', 'concurencyPolicy'],
    ['timeZone', 'timezone'],
    ['backoffLimit: 0', 'backoffLimit: none'],
    ['restartPolicy: Never', 'restartPolicy: Always'],
  ] as const)
    expect(valid(parse(text.replace(from, to))), to).toBe(false)
})

test('the example in the docs is what is printed', () => {
  const example = readFileSync('docs/examples/kubernetes/cronjob.yaml', 'utf8')
  expect(example).toBe(kubernetesCronJob(buildPlan({ node: '/usr/bin/node' })))
})
