import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadPolicy } from '../../../src/core/policy/load-policy.ts'
import type { PolicyFile } from '../../../src/core/model/policy-file.ts'
import type { PolicyLoad } from '../../../src/core/model/policy-load.ts'
import { EVERYTHING, NORTHMOOR, policyFolder, SOURCES } from './policy-fixtures.ts'

const binding = { sources: SOURCES }

type TextFile = { readonly path: string; readonly text: string }

function textsOf(folder: string): readonly TextFile[] {
  return policyFolder(folder).map(({ path, bytes }) => ({ path, text: new TextDecoder().decode(bytes) }))
}

/** The files with one text replaced in one of them; the text must be there. */
function changed(files: readonly TextFile[], name: string, from: string, to: string): readonly TextFile[] {
  return files.map((file) => {
    if (!file.path.endsWith(name)) return file
    expect(file.text).toContain(from)
    return { path: file.path, text: file.text.replace(from, to) }
  })
}

function errorsOf({ diagnostics }: PolicyLoad): readonly string[] {
  return diagnostics.filter(({ level }) => level === 'error').map(({ code }) => code)
}

const northmoor = textsOf(NORTHMOOR)
const everything = textsOf(EVERYTHING)

describe('the example of the language page', () => {
  const { policy, broken, diagnostics } = loadPolicy(northmoor, binding)
  const project = policy?.projects[0]

  it('loads with nothing told but what no source supplies yet', () => {
    expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(['P047']))
    expect(broken).toEqual([])
  })

  it('applies every default of the institution', () => {
    expect(policy?.institution).toMatchObject({
      name: 'Northmoor University',
      siro: { kind: 'name', text: 'omar.haddad@northmoor.example' },
      officers: [{ role: 'clearance' }, { role: 'export-control' }],
      escalation: {
        critical: { to: [{ kind: 'siro' }], fixWithin: { unit: 'hours', count: 4 }, mayAccept: { kind: 'siro' } },
        high: { fixWithin: { unit: 'days', count: 2 }, mayAccept: { kind: 'senior_lead' } },
        medium: { fixWithin: { unit: 'days', count: 14 }, mayAccept: { kind: 'project-lead' } },
        low: { to: [{ kind: 'project-lead' }], fixWithin: { unit: 'days', count: 90 }, mayAccept: { kind: 'project-lead' } },
      },
      appetite: {
        bySensitivity: {
          open: { open: { critical: null }, maxException: { unit: 'days', count: 365 } },
          controlled: { open: { critical: 0, high: 0, medium: null, low: null }, maxException: { unit: 'days', count: 30 } },
        },
        funding: { oneFunderMax: null },
      },
      reviews: { board: { unit: 'months', count: 3 }, open: null, controlled: { unit: 'months', count: 6 } },
      thresholds: { endsSoon: { count: 30 }, unusedAfter: { count: 90 }, missingAfter: { count: 7 }, cumulativeProjects: 3 },
      homeLawReview: [],
      authorities: [],
    })
  })

  it('keeps affiliations in the order written', () => {
    expect(policy?.affiliations.map(({ kind }) => kind)).toEqual(['staff', 'visiting-academic', 'partner'])
    expect(policy?.affiliations[2]?.match.map(({ test }) => test.kind)).toEqual(['one-of', 'domain-of-partner'])
  })

  it("joins the project's conditions and dates to each line, and says where each stands", () => {
    const line = project?.entitled[1]
    expect(line).toMatchObject({
      who: { kind: 'person', person: { text: 'li.wei@northmoor.example' } },
      affiliations: ['visiting-academic'],
      gets: [
        { resource: 'lab', level: 'escorted', ports: null },
        { resource: 'site', level: 'read', ports: null },
      ],
      until: '2026-11-30',
      ownUntil: '2026-11-30',
      from: null,
      why: 'Magnetometer calibration visit',
      place: { file: 'policies/projects/qsense.yaml', line: 26, column: 9 },
    })
    expect(line?.when.map(({ kind, place }) => `${kind} ${place.line}:${place.column}`)).toEqual([
      'training 12:27',
      'mfa 12:46',
      'clearance 30:64',
      'host 30:16',
    ])
    expect(project?.entitled[0]).toMatchObject({ until: '2028-09-30', ownUntil: null })
    expect(project?.entitled[3]?.when.map(({ kind }) => kind)).toEqual(['training', 'mfa', 'agreement', 'licence'])
  })

  it('takes an exception apart by the family of its rule', () => {
    expect(policy?.exceptions.map(({ about }) => about)).toMatchObject([
      { family: 'segment', rule: 'SEG-02', from: 'campus:instrument-vlan7', ports: [445] },
      { family: 'access', parts: ['level'], project: 'qsense', subject: { kind: 'person' }, level: 'write' },
    ])
  })
})

describe('an error inside one entry', () => {
  it('takes out that project, and keeps what is known of it', () => {
    const load = loadPolicy(changed(northmoor, 'qsense.yaml', 'until: 2028-09-30', 'until: 2028-09-31'), binding)
    expect(load.policy?.projects).toEqual([])
    expect(load.policy?.partners.length).toBe(2)
    expect(load.broken).toMatchObject([
      {
        section: 'projects',
        key: 'qsense',
        brokenPartners: [],
        because: [{ code: 'P015', line: 13 }],
        known: {
          title: 'Portable quantum gravity sensing',
          sensitivity: 'controlled',
          crownJewel: true,
          lead: { text: 'aisha.khan@northmoor.example' },
        },
      },
    ])
    expect(load.broken[0]?.section === 'projects' ? load.broken[0].known.resources.map(({ slug }) => slug) : []).toEqual([
      'analysis',
      'core-group',
      'enclave',
      'lab',
      'raw-data',
      'site',
    ])
  })

  it('of a partner takes out each project that names the partner, and no other', () => {
    const load = loadPolicy(changed(everything, 'partners.yaml', 'country: GB', 'country: England'), binding)
    expect(load.policy?.projects.map(({ slug }) => slug)).toEqual(['notos', 'zephyr'])
    expect(load.policy?.partners).toEqual([])
    expect(load.broken).toMatchObject([
      { section: 'partners', key: 'orion' },
      { section: 'projects', key: 'boreas', brokenPartners: ['orion'], because: [{ code: 'P016', file: 'policies/partners.yaml' }] },
    ])
  })

  it('of a partner also takes out a project that only names one of its agreements', () => {
    const files = changed(everything, 'both.yaml', 'gets: {files: see}}', 'gets: {files: see}, when: {agreement: CA-1}}')
    const load = loadPolicy(changed(files, 'partners.yaml', 'country: GB', 'country: England'), binding)
    expect(load.broken.map(({ key }) => key)).toEqual(['orion', 'boreas', 'zephyr'])
  })

  it('of an exception takes away that exception', () => {
    const load = loadPolicy(changed(northmoor, 'institution.yaml', 'granted: 2026-11-06', 'granted: soon'), binding)
    expect(load.policy?.exceptions.map(({ id }) => id)).toEqual(['EX-2026-009'])
    expect(load.broken).toMatchObject([{ section: 'exceptions', key: 'EX-2026-008' }])
  })

  it('of two exceptions with one id takes away both', () => {
    const load = loadPolicy(changed(northmoor, 'institution.yaml', 'id: EX-2026-009', 'id: EX-2026-008'), binding)
    expect(load.policy?.exceptions).toEqual([])
    expect(load.broken.map(({ key }) => key)).toEqual(['EX-2026-008'])
  })

  it('such as a tag or a key written twice harms no other entry', () => {
    for (const [from, to] of [
      ['title: West wind', 'title: !!str West wind'],
      ['title: West wind', 'title: West wind\n    title: Other'],
      ['title: West wind', 'title: *nothing'],
    ] as const) {
      const load = loadPolicy(changed(everything, 'both.yaml', from, to), binding)
      expect(load.broken.map(({ key }) => key)).toEqual(['zephyr'])
      expect(load.policy?.projects.map(({ slug }) => slug)).toEqual(['boreas', 'notos'])
    }
  })
})

describe('a file that does not parse', () => {
  it('in `projects/` takes out the project of its name', () => {
    const load = loadPolicy(changed(northmoor, 'qsense.yaml', 'resources:', 'resources: ]'), binding)
    expect(errorsOf(load)).toEqual(['P002'])
    expect(load.policy?.projects).toEqual([])
    expect(load.broken).toMatchObject([{ section: 'projects', key: 'qsense', known: { sensitivity: 'controlled' } }])
  })

  it('takes out every project that can still be seen in it, so that none vanishes', () => {
    const load = loadPolicy(changed(everything, 'both.yaml', 'resources: {}', 'resources: {'), binding)
    expect(load.policy?.projects).toEqual([])
    expect(load.broken.map(({ key }) => key)).toEqual(['boreas', 'both', 'notos', 'zephyr'])
  })

  it.each(['"open', '[a', '{a: b', 'a: b: c', '- - x', "'x", ']', '|x', '\t- '])(
    'hides no project behind a title such as `%s`',
    (title) => {
      const text = `version: 1\nprojects:\n  one:\n    title: ${title}\n    sensitivity: controlled\n  two:\n    title: Two\n`
      const { policy, broken } = loadPolicy([...northmoor, { path: 'policies/projects/many.yaml', text }], binding)
      expect(policy?.projects.map(({ slug }) => slug)).toEqual(['qsense'])
      expect(broken.map(({ key }) => key)).toEqual(expect.arrayContaining(['many', 'one', 'two']))
    },
  )

  it('hides no other section behind a bracket that is never closed', () => {
    const text = 'version: 1\nprojects:\n  one: [\nsegregation:\n  - {id: s}\n'
    expect(loadPolicy([...northmoor, { path: 'policies/projects/many.yaml', text }], binding).policy).toBeNull()
  })

  it('in another encoding still shows what it is about', () => {
    const bytes = Uint8Array.from(Buffer.from('version: 1\nprojects:\n  later: {title: Café, sensitivity: sensitive}\n', 'latin1'))
    const { broken } = loadPolicy([...northmoor, { path: 'policies/projects/later.yaml', bytes }], binding)
    expect(broken).toMatchObject([{ key: 'later', because: [{ code: 'P001', line: 3, column: 21 }], known: { sensitivity: 'sensitive' } }])
  })

  it('takes out the project of its name where nothing at all can be read', () => {
    const load = loadPolicy([...northmoor, { path: 'policies/projects/physics/later.yml', bytes: new Uint8Array([0xff, 0xfe]) }], binding)
    expect(load.policy?.projects.map(({ slug }) => slug)).toEqual(['qsense'])
    expect(load.broken).toMatchObject([
      { key: 'later', because: [{ code: 'P001' }], known: { title: null, sensitivity: null, resources: [] } },
    ])
  })

  it('elsewhere stops the evaluation, without a flood of names that are not found', () => {
    const load = loadPolicy(changed(everything, 'partners.yaml', 'name:', 'name: ['), binding)
    expect(load.policy).toBeNull()
    expect(errorsOf(load)).toEqual(['P002'])
  })

  it('stops it also where the file holds more than projects', () => {
    const files = [...northmoor, { path: 'policies/projects/later.yaml', text: 'version: 1\nsegregation: []\nprojects: {later: [}\n' }]
    expect(loadPolicy(files, binding).policy).toBeNull()
  })

  it('stops it under a folder that only happens to be called `projects`', () => {
    const files = northmoor.map(({ path, text }) => ({ path: `/srv/projects/${path}`, text }))
    const load = loadPolicy(changed(files, 'institution.yaml', 'name:', 'name: ['), { ...binding, folder: '/srv/projects/policies' })
    expect(load.policy).toBeNull()
  })
})

describe('any other error', () => {
  it.each([
    ['in the institution', 'timezone: Europe/London', 'timezone: London'],
    ['in affiliations', 'kind: staff', 'kind: crew'],
    ['in tags', '["campus:guest-wifi"]', '["wifi:guests"]'],
    ['in segregation', 'tag: enclave', 'tag: vault'],
    ['in platforms', 'run_by: institution', 'run_by: nobody'],
    ['in the version', 'version: 1', 'version: 3'],
    ['in a key of the file', 'platforms:', 'platform:'],
  ])('%s leaves no policy', (_, from, to) => {
    const load = loadPolicy(changed(northmoor, 'institution.yaml', from, to), binding)
    expect(load.policy).toBeNull()
    expect(load.broken).toEqual([])
  })

  it('leaves no policy where there are no files', () => {
    const load = loadPolicy([], binding)
    expect(load.policy).toBeNull()
    expect(load.diagnostics).toMatchObject([
      { file: 'policies', code: 'P022' },
      { file: 'policies', code: 'P022' },
    ])
  })
})

describe('the law of loading', () => {
  const slots = fc.constantFrom(
    'policies/institution.yaml',
    'policies/projects/qsense.yaml',
    'policies/projects/x.yml',
    'policies/more.yaml',
  )

  it('any bytes are answered, never thrown at', () => {
    fc.assert(
      fc.property(slots, fc.uint8Array({ maxLength: 300 }), (path, bytes) => isSound(loadPolicy([...northmoor, { path, bytes }], binding))),
      { numRuns: 250 },
    )
  })

  it('any text made of what YAML is made of is answered, never thrown at', () => {
    const signs = ['- ', ': ', '\n', '\n  ', '\n    ', '{', '}', '[', ']', ', ', '&a ', '*a', '!!map ', '"', "'", '#', '|\n', '<<', '? ']
    const names = ['version', 'projects', 'partners', 'exceptions', 'qsense', 'id', '1', '~', '__proto__', 'constructor', 'who', 'entitled']
    const rare = ['---\n', '%', '\t', '\r\n', '\u2028', '🔭', '\uFEFF']
    const word = fc.constantFrom(...signs, ...names, ...rare)
    fc.assert(
      fc.property(slots, fc.array(word, { maxLength: 60 }), (path, words) =>
        isSound(loadPolicy([...northmoor, { path, text: words.join('') }], binding)),
      ),
      { numRuns: 600 },
    )
  })

  it('any cut or flip in a good policy is answered, and an error never leaves the broken entry in', () => {
    const text = northmoor[1]?.text ?? ''
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(40), fc.string({ unit: 'binary', maxLength: 4 }), (from, length, instead) => {
        const file = { path: 'policies/projects/qsense.yaml', text: text.slice(0, from) + instead + text.slice(from + length) }
        const load = loadPolicy([northmoor[0] as TextFile, file], binding)
        isSound(load)
        // Whatever happened to the file: either there is no policy, or the project is in it, or it is shown as broken, or the text
        // no longer has a project of that name, which the references to it tell.
        const kept =
          load.policy === null ||
          load.policy.projects.some(({ slug }) => slug === 'qsense') ||
          load.broken.some(({ key }) => key === 'qsense')
        expect(kept || errorsOf(load).includes('P021')).toBe(true)
      }),
      { numRuns: 400 },
    )
  })

  it('the order of files has no meaning', () => {
    const files: readonly PolicyFile[] = [
      ...everything,
      { path: 'policies/again.yaml', text: 'version: 1\nprojects: {notos: {title: Twice}}\n' },
    ]
    const expected = JSON.stringify(loadPolicy(files, binding))
    fc.assert(
      fc.property(fc.shuffledSubarray([...files], { minLength: files.length }), (shuffled) => {
        expect(JSON.stringify(loadPolicy(shuffled, binding))).toBe(expected)
      }),
      { numRuns: 30 },
    )
  })

  it('the order of keys has no meaning but for the places', () => {
    const names = ['tags', 'segregation', 'conflicts', 'platforms', 'blind_spots']
    const file = everything.find(({ path }) => path.endsWith('institution.yml')) as TextFile
    const [head = '', ...sections] = file.text.split(/^(?=[a-z_]+:)/mu)
    const rest = everything.filter((each) => each !== file)
    const bare = ({ policy }: PolicyLoad) => JSON.stringify(policy, (key, value: unknown) => (key === 'place' ? undefined : value))
    const expected = bare(loadPolicy(everything, binding))
    expect(sections.filter((each) => names.some((name) => each.startsWith(name))).length).toBe(5)
    fc.assert(
      fc.property(fc.shuffledSubarray(sections, { minLength: sections.length }), (shuffled) => {
        expect(bare(loadPolicy([...rest, { path: file.path, text: head + shuffled.join('') }], binding))).toBe(expected)
      }),
      { numRuns: 20 },
    )
  })

  it('no value of a policy is undefined', () => {
    const { policy } = loadPolicy(everything, binding)
    expect(policy).not.toBeNull()
    expect(policy).toStrictEqual(JSON.parse(JSON.stringify(policy)))
  })
})

// Every error stands in a file that was given, and takes something out.
function isSound({ policy, diagnostics, broken }: PolicyLoad): boolean {
  const errors = diagnostics.filter(({ level }) => level === 'error')
  for (const { line, column, file } of diagnostics) {
    expect(line).toBeGreaterThan(0)
    expect(column).toBeGreaterThan(0)
    expect(file.startsWith('policies')).toBe(true)
  }
  expect(errors.length > 0).toBe(policy === null || broken.length > 0)
  return true
}
