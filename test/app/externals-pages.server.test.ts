import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { externalsPages } from '../../src/report/externals/externals-pages.ts'
import { tools } from '../report/tools.ts'
import { axeViolations, closeChromium, withPage } from '../servers/chromium.ts'
import { describeWithServers } from '../servers/describe-with-servers.ts'
import { stateFolder } from '../servers/state-folder.ts'
import { sampleExternals } from './sample-externals.ts'

describeWithServers(['chromium'], 'the register of external people in a browser', () => {
  const state = stateFolder('externals')

  beforeAll(() => {
    for (const { path, text } of externalsPages(sampleExternals({ complete: false, unknown: 620 }), tools))
      writeFileSync(join(state.path, path), text)
  })
  afterAll(async () => {
    await closeChromium()
    state.remove()
  })

  test.each(['externals.html', 'externals-3.html'])(
    '%s: axe-core finds nothing, no request leaves it, and it fits 320 px',
    async (path) => {
      await withPage(
        async ({ page, blockedRequests }) => {
          await page.goto(pathToFileURL(join(state.path, path)).href)
          await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true })')
          expect(await axeViolations(page)).toEqual([])
          expect(blockedRequests).toEqual([])
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320)
        },
        { viewport: { width: 320, height: 640 } },
      )
    },
  )
})
