import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { boardReport } from '../../src/report/board/board-report.ts'
import { leadReport } from '../../src/report/lead/lead-report.ts'
import { securityReport } from '../../src/report/security/security-report.ts'
import { axeViolations, closeChromium, withPage } from '../servers/chromium.ts'
import { describeWithServers } from '../servers/describe-with-servers.ts'
import { stateFolder } from '../servers/state-folder.ts'
import { largeNight, quietFirstNight, sampleResult, undeclaredNight } from './sample-result.ts'
import { tools } from './tools.ts'
import { withPeriods } from './with-periods.ts'

const NIGHTS = { partial: withPeriods(sampleResult()), quiet: quietFirstNight(), undeclared: undeclaredNight(), large: largeNight(600) }

// One page of each kind and state.
const PAGES = [
  'partial/security/index.html',
  'partial/security/projects/qsense.html',
  'partial/security/projects/cryolab.html',
  'partial/security/projects/tidewater.html',
  'partial/security/projects/open-tides.html',
  'partial/security/sources/ad.html',
  'partial/security/sources/doors.html',
  'partial/security/findings/all.html',
  'partial/security/findings/severity-notice.html',
  'partial/security/findings/resolved.html',
  'partial/security/findings/at-large.html',
  'partial/security/findings/gaps.html',
  'quiet/security/index.html',
  'quiet/security/projects/helix.html',
  'undeclared/security/index.html',
  'large/security/projects/helix.html',
  'large/security/projects/helix.2.html',
  'large/security/projects/helix.access-1.html',
  'large/security/findings/all.2.html',
  'partial/projects/qsense.html',
  'partial/projects/cryolab.html',
  'partial/projects/tidewater.html',
  'partial/projects/open-tides.html',
  'quiet/projects/helix.html',
  'large/projects/helix.2.html',
  'large/projects/helix.people-1.html',
  'partial/board/index.html',
  'undeclared/board/index.html',
]

/** Where text, targets and print are looked at: one page for each audience, the fullest. */
const FULL_PAGES = [
  'partial/security/index.html',
  'partial/security/projects/qsense.html',
  'partial/projects/qsense.html',
  'partial/board/index.html',
]

describeWithServers(['chromium'], 'the reports in a browser', () => {
  const state = stateFolder('report')

  beforeAll(() => {
    for (const [night, result] of Object.entries(NIGHTS)) {
      for (const { path, text } of [...securityReport(result, tools), ...leadReport(result, tools), ...boardReport(result, tools)]) {
        const file = join(state.path, night, path)
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, text)
      }
    }
  })

  afterAll(async () => {
    await closeChromium()
    state.remove()
  })

  test.each(PAGES)('%s: axe-core finds nothing, and no request leaves the page', async (path) => {
    await withPage(async ({ page, blockedRequests }) => {
      const complaints = consoleOf(page)
      await page.goto(url(path))
      await page.evaluate(OPEN_DETAILS)
      expect(await axeViolations(page)).toEqual([])
      expect(blockedRequests).toEqual([])
      expect(complaints).toEqual([])
    })
  })

  test.each(PAGES)('%s: the style is applied, and the page does not scroll sideways at 320 px', async (path) => {
    await withPage(
      async ({ page }) => {
        await page.goto(url(path))
        expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(250, 248, 244)')
        await page.evaluate(OPEN_DETAILS)
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320)
      },
      { viewport: { width: 320, height: 640 } },
    )
  })

  test.each(FULL_PAGES)('%s: the text is the same with scripts off', async (path) => {
    const textWith = (javaScript: boolean) =>
      withPage(
        async ({ page }) => {
          await page.goto(url(path))
          return page.innerText('body')
        },
        { javaScript },
      )
    expect(await textWith(false)).toBe(await textWith(true))
  })

  test.each(FULL_PAGES)('%s: every link and control is at least 24 px high or stands in a sentence', async (path) => {
    await withPage(
      async ({ page }) => {
        await page.goto(url(path))
        expect(await page.evaluate(SMALL_TARGETS)).toEqual([])
      },
      { viewport: { width: 320, height: 640 } },
    )
  })

  test.each(FULL_PAGES)('%s: by keyboard the skip link comes first, and every table that scrolls can be reached', async (path) => {
    await withPage(
      async ({ page }) => {
        await page.goto(url(path))
        await page.keyboard.press('Tab')
        expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content')
        expect(await page.evaluate('document.activeElement.getBoundingClientRect().left')).toBeGreaterThanOrEqual(0)
        await page.keyboard.press('Enter')
        expect(await page.evaluate('document.activeElement.id')).toBe('main')
        expect(await page.evaluate(UNREACHABLE_REGIONS)).toBe(0)
      },
      { viewport: { width: 320, height: 640 } },
    )
  })

  const withCards = FULL_PAGES.filter((path) => path.includes('/projects/'))
  test.each(withCards)(
    '%s: prints with details open, header rows repeated, and run and chain head in the foot of each sheet',
    async (path) => {
      await withPage(async ({ page }) => {
        await page.goto(url(path))
        await page.emulateMedia({ media: 'print' })
        expect(await page.evaluate(PRINTED_HEIGHTS)).not.toContain(0)
        expect(await page.evaluate('getComputedStyle(document.querySelector("thead")).display')).toBe('table-header-group')
        expect(await page.evaluate('getComputedStyle(document.querySelector(".card")).breakInside')).toBe('avoid')
        const sheet = await page.evaluate<string>(
          '[...document.styleSheets[0].cssRules].find((rule) => rule.cssText.startsWith("@page")).cssText',
        )
        expect(sheet).toContain(NIGHTS.partial.run.id)
        expect(sheet).toContain(NIGHTS.partial.publication?.head)
        const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true })
        expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-')
      })
    },
  )

  function url(path: string): string {
    return pathToFileURL(join(state.path, path)).href
  }
})

function consoleOf(page: Page): readonly string[] {
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  return complaints
}

// Scripts as text: they run in the browser, whose types this program does not know.
const OPEN_DETAILS = 'document.querySelectorAll("details").forEach((details) => { details.open = true })'

const UNREACHABLE_REGIONS = `[...document.querySelectorAll('.scroll')]
  .filter((region) => region.getAttribute('tabindex') !== '0' || region.getAttribute('aria-labelledby') === null).length`

/** Heights of what stands inside details, none of which may be hidden on paper. */
const PRINTED_HEIGHTS = `[...document.querySelectorAll('details > :not(summary)')].map((element) => Math.round(element.getBoundingClientRect().height))`

/** Targets lower than 24 px that stand alone: WCAG 2.2, 2.5.8 excepts those inside a sentence or a block of text. */
const SMALL_TARGETS = `[...document.querySelectorAll('a, summary, [tabindex="0"]')]
  .filter((element) => !element.classList.contains('skip') && element.closest('p, td, th, dd, li:not(nav li)') === null)
  .filter((element) => element.getBoundingClientRect().height < 24)
  .map((element) => element.outerHTML.slice(0, 120))`
