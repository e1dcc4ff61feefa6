import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WHOLE, badNight, type BadNight } from './bad-night.ts'
import { EXPORTED, afterFirstNight } from './exported-institution.ts'
import { nightOf } from './published.ts'
import { gatehouse } from './run-gatehouse.ts'
import { INSTITUTION, TIDES, configText, type Institution } from './small-institution.ts'

let institution: Institution
beforeAll(async () => {
  institution = await afterFirstNight()
})
afterAll(() => institution?.remove())

const KEPT = 'the policy cannot be used; nothing was evaluated, evidence is kept'

/** An error beyond one entry: nothing is evaluated, and what was collected is kept. */
function policyStops(says: BadNight['says'], breaks: BadNight['breaks']): BadNight {
  return { breaks, code: 78, says: [...says, KEPT, '  help: mend it and run `gatehouse evaluate`'], statuses: null }
}

/** An error inside one project: the others are evaluated. */
function projectFalls(says: BadNight['says'], text: string | Uint8Array): BadNight {
  const statuses = { ...WHOLE, tides: 'not-assessed' }
  return { breaks: ({ write }) => write('policies/projects/tides.yaml', text), code: 3, says, statuses }
}

describe('a policy that is broken for all', () => {
  test.each<[string, BadNight]>([
    [
      'a misspelt key',
      policyStops(
        [/^policies\/institution\.yaml:5:3 error P012 unknown key `senior_leed`.*\n {2}help: did you mean `senior_lead`\?$/mu],
        ({ write }) => write('policies/institution.yaml', INSTITUTION.replace('senior_lead', 'senior_leed')),
      ),
    ],
    [
      'no YAML',
      policyStops([/^policies\/institution\.yaml:\d+:\d+ error P002 /mu], ({ write }) =>
        write('policies/institution.yaml', INSTITUTION.replace('institution:\n', 'institution: [\n')),
      ),
    ],
    [
      'two files that say the same',
      policyStops([/error P022 .*institution/u, 'policies/again.yaml'], ({ write }) => write('policies/again.yaml', INSTITUTION)),
    ],
    ['no folder', policyStops([/^policies:1:1 error P001 /mu], ({ folder }) => rmSync(join(folder, 'policies'), { recursive: true }))],
  ])('%s', async (_, night) => {
    await badNight(institution, night)
  })
})

describe('a policy that is broken in one project', () => {
  test.each<[string, BadNight]>([
    ['an unknown reference', projectFalls([/high: .*tides|Storm tides/u], TIDES.replace('{model-runs: write}', '{model-run: write}'))],
    ['no YAML', projectFalls(['POL-02'], TIDES.replace('entitled:', 'entitled: {'))],
    ['not UTF-8', projectFalls(['POL-02'], Buffer.from(TIDES.replace('Storm tides', 'Sturmfl\u00fct'), 'latin1'))],
  ])('%s: POL-02, and the other project is evaluated', async (_, night) => {
    const { result, ran } = await badNight(institution, night)
    expect(nightOf(result)).toContain('new POL-02 tides')
    expect(
      result.assessment.policyDiagnostics.some(({ file, level }) => file === 'policies/projects/tides.yaml' && level === 'error'),
    ).toBe(true)
    expect(ran.stdout).toContain('dialects, sensitive: No access without entitlement was found.')
  })

  test('`policy check` names the place, offers the nearest name, and exits 78', async () => {
    const branch = { breaks: projectFalls([], TIDES.replace('{model-runs: write}', '{model-run: write}')).breaks }
    const { ran } = await badNight(institution, {
      ...branch,
      args: ['policy', 'check'],
      code: 78,
      says: [
        /^policies\/projects\/tides\.yaml:14:16 error P021 project `tides` has no resource `model-run`\n {2}help: did you mean `model-runs`\?$/mu,
        '1 errors, 0 warnings',
      ],
      statuses: null,
    })
    expect(ran.stderr).toBe('')
  })
})

describe('a configuration that is broken', () => {
  function configStops(text: string | Uint8Array, ...says: BadNight['says']): BadNight {
    const cannot = 'the configuration `gatehouse.yaml` cannot be used'
    return { breaks: ({ write }) => write('gatehouse.yaml', text), code: 78, says: [...says, cannot], statuses: null }
  }
  const GOOD = configText(EXPORTED)

  test.each<[string, BadNight]>([
    [
      'a misspelt key',
      configStops(
        `${GOOD}fail_onn: high\n`,
        /^gatehouse\.yaml:6:1 error C004 unknown key `fail_onn`.*\n {2}help: did you mean `fail_on`\?$/mu,
      ),
    ],
    ['no YAML', configStops(`${GOOD}: [\n`, /^gatehouse\.yaml:\d+:\d+ error C002 /mu)],
    [
      'a secret in clear',
      configStops(
        GOOD.replace(
          EXPORTED,
          '{kind: ldap, url: "ldaps://dc1.example", base: "DC=example", bind: {dn: "CN=r", password: hunter-two-secret}}',
        ),
        /^gatehouse\.yaml:2:\d+ error C008 `sources\.ad\.bind\.password`: a secret may not stand in the configuration\n {2}help: name where the secret is/mu,
      ),
    ],
    [
      'a plain connection',
      configStops(GOOD.replace(EXPORTED, '{kind: ldap, url: "ldap://dc1.example", base: "DC=example"}'), /error C007 .*ldaps/u),
    ],
    [
      'not UTF-8',
      configStops(
        Buffer.from(`# f\u00fcr\n${GOOD}`, 'latin1'),
        /^gatehouse\.yaml:1:1 error C001 the file is not UTF-8\n {2}help: save it as UTF-8$/mu,
      ),
    ],
  ])('%s: exit 78 with its place', async (_, night) => {
    const { ran } = await badNight(institution, night)
    expect(ran.stdout).toBe('')
    expect(ran.stderr).not.toContain('hunter-two-secret')
  })

  test('no file at all', async () => {
    const ran = await gatehouse(institution.folder, ['audit', '--config', 'nowhere.yaml'])
    expect(ran).toMatchObject({ code: 78, stdout: '' })
    expect(ran.stderr).toMatch(/^nowhere\.yaml:1:1 error C001 the file cannot be read: ENOENT\n {2}help: /mu)
  })
})
