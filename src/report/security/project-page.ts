import type { ProjectAssessment, ResourceAssessment } from '../../core/model/audit-result.ts'
import { type Markup, markup, nothing } from '../html/markup.ts'
import { inlineText } from '../html/inline-text.ts'
import { contact } from '../html/link.ts'
import { table } from '../html/table.ts'
import type { ReportFile } from '../report-file.ts'
import { counted, grouped, listed } from '../words/count-words.ts'
import { datedAnswer, statusSentence } from '../words/status-words.ts'
import { accessLists, accessPages, accessSection } from './access-pages.ts'
import { projectBanner } from './coverage-banner.ts'
import { diagnosticList } from './coverage-section.ts'
import { findingBlock } from './finding-block.ts'
import { type Section, type Site, page } from './page.ts'
import { BLOCKS_A_PAGE, INDEX, projectPath } from './paths.ts'
import { sensitivityWords } from './projects-table.ts'
import { pager, split } from './split.ts'
import { statusTag, tag } from './tag.ts'

/** A project's page: what may be said, its findings in full, its resources, everybody who can reach it; further pages where it is long. */
export function projectPages(project: ProjectAssessment, site: Site): readonly ReportFile[] {
  const path = projectPath(project.id)
  const findings = site.view.openByProject.get(project.id) ?? []
  const lists = accessLists(project)
  const [first, ...more] = split(findings, BLOCKS_A_PAGE, path).map((part) => {
    const blocks: Section = {
      id: 'findings',
      title: `Findings: ${part.range}`,
      body: markup`${part.items.length === 0 ? markup`<p>No finding is open. What that is worth, the status above says.</p>` : part.items.map((view) => findingBlock(view, site, part.path))}
${pager(path, part, 'Pages of findings')}`,
    }
    const sections =
      part.number > 1
        ? [blocks]
        : [
            summarySection(project, site),
            blocks,
            resourcesSection(project),
            accessSection(project, lists, site),
            policySection(project, site),
          ]
    return page(site, {
      path: part.path,
      title: part.number === 1 ? project.title : `${project.title}, findings page ${part.number}`,
      caption: `Project ${project.id}, ${sensitivityWords(project)}`,
      above: [{ path: INDEX, title: 'Security report' }],
      banner: projectBanner(project, site, part.path),
      sections: sections.filter(({ body }) => body !== nothing),
    })
  })
  return [...(first === undefined ? [] : [first]), ...more, ...lists.flatMap((list) => accessPages(project, list, site))]
}

function summarySection(project: ProjectAssessment, { view }: Site): Section {
  const { counts, status } = project
  const compared = status.kind !== 'not-compared'
  return {
    id: 'status',
    title: 'Status',
    body: markup`<p>${statusTag(status)}</p>
<p class="lead">${inlineText(statusSentence(project, view))}</p>
<dl class="facts">
<div><dt>Lead</dt><dd>${project.lead === null ? 'nobody is recorded' : contact(project.lead)}</dd></div>
<div><dt>Last full answer</dt><dd>${compared ? (datedAnswer(project, view) ?? 'none yet') : 'not compared'}</dd></div>
${
  compared
    ? markup`<div><dt>Who can reach it</dt><dd>${counted(counts.people, 'person', 'people')}, ${grouped(counts.externals)} of them external</dd></div>
<div><dt>Entitled</dt><dd>${ofAccesses(counts.entitledAccesses, counts.accesses)}</dd></div>
<div><dt>Accepted</dt><dd>${ofAccesses(counts.acceptedAccesses, counts.accesses)}</dd></div>
<div><dt>Not assessed</dt><dd>${ofAccesses(counts.notAssessedAccesses, counts.accesses)}</dd></div>
<div><dt>Without entitlement</dt><dd>${ofAccesses(counts.excessAccesses, counts.accesses)}; ${grouped(counts.excessPeople)} of ${counted(counts.people, 'person', 'people')}</dd></div>`
    : null
}
${project.restsOn.length === 0 ? null : markup`<div><dt>Rests on</dt><dd><details><summary>${counted(project.restsOn.length, 'dataset')}</summary>${listed(project.restsOn)}</details></dd></div>`}
</dl>`,
  }
}

function ofAccesses(count: number, all: number): string {
  return `${grouped(count)} of ${counted(all, 'access', 'accesses')} seen`
}

function resourcesSection({ resources }: ProjectAssessment): Section {
  const observed = resources.filter((resource) => resource.observed).length
  return {
    id: 'resources',
    title: 'Resources',
    body:
      resources.length === 0
        ? markup`<p>No resource is declared, so nothing could be looked at.</p>`
        : table(
            'resources-table',
            markup`${grouped(observed)} of ${counted(resources.length, 'declared resource')} observed`,
            [
              { head: 'Resource' },
              { head: 'Kind', holds: 'word' },
              { head: 'Observed', holds: 'word' },
              { head: 'People', holds: 'number' },
              { head: 'Without entitlement', holds: 'number' },
            ],
            resources.map(resourceCells),
          ),
  }
}

function resourceCells({ slug, kind, address, observed, people, excess }: ResourceAssessment): readonly Markup[] {
  return [
    markup`${slug}<span class="sub"><code>${address}</code></span>`,
    markup`${kind}`,
    observed ? tag('none', 'observed') : tag('unknown', 'not observed'),
    markup`${observed ? grouped(people) : 'not known'}`,
    markup`${observed ? `${grouped(excess)} of ${grouped(people)}` : 'not known'}`,
  ]
}

/** Diagnostics of the project's own policy file, where there are any. */
function policySection({ id }: ProjectAssessment, { view }: Site): Section {
  const own = view.result.assessment.policyDiagnostics.filter(({ file }) => file.endsWith(`/${id}.yaml`) || file.endsWith(`/${id}.yml`))
  return { id: 'policy', title: 'Policy file', body: own.length === 0 ? nothing : diagnosticList(own) }
}
