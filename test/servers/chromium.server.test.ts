import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { axeViolations, closeChromium, withPage } from './chromium.ts'
import { describeWithServers } from './describe-with-servers.ts'
import { stateFolder } from './state-folder.ts'

const GOOD =
  '<!doctype html><html lang="en"><head><title>Report</title></head><body><main><h1>Report</h1><p>Nothing.</p></main></body></html>'

describeWithServers(['chromium'], 'chromium', () => {
  const state = stateFolder('pages')

  afterAll(async () => {
    await closeChromium()
    state.remove()
  })

  test('opens a file, and axe-core finds nothing in a good page', async () => {
    await withPage(async ({ page, blockedRequests }) => {
      await page.goto(written('good.html', GOOD))
      expect(await page.title()).toBe('Report')
      expect(await axeViolations(page)).toEqual([])
      expect(blockedRequests).toEqual([])
    })
  })

  test('axe-core finds a planted violation, also where the content policy forbids scripts', async () => {
    const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'">`
    const bad = GOOD.replace('<title>', `${policy}<title>`).replace('<p>', '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><p>')
    await withPage(async ({ page }) => {
      await page.goto(written('bad.html', bad))
      expect(await axeViolations(page)).toMatchObject([
        { id: 'image-alt', impact: 'critical', elements: [expect.stringContaining('<img')] },
      ])
    })
  })

  test('stops and records every request that leaves the page', async () => {
    const leaving =
      '<script>fetch("https://script.example/x").catch(() => {}); new WebSocket("wss://socket.example/y")</script><img alt="" src="http://127.0.0.1:9/z.png">' +
      '<link rel="stylesheet" href="https://style.example/s.css">'
    await withPage(async ({ page, blockedRequests }) => {
      await page.goto(written('leaving.html', GOOD.replace('</main>', `${leaving}</main>`)))
      const expected = ['http://127.0.0.1:9/z.png', 'https://script.example/x', 'https://style.example/s.css', 'wss://socket.example/y']
      await expect.poll(() => blockedRequests.toSorted()).toEqual(expected)
    })
  })

  test('runs none of the scripts of a page when told so', async () => {
    const url = written(
      'script.html',
      GOOD.replace('</body>', '<script>document.querySelector("p").textContent = "changed"</script></body>'),
    )
    const textWith = (javaScript: boolean): Promise<string> =>
      withPage(
        async ({ page }) => {
          await page.goto(url)
          return page.innerText('p')
        },
        { javaScript },
      )
    expect(await textWith(true)).toBe('changed')
    expect(await textWith(false)).toBe('Nothing.')
  })

  function written(name: string, html: string): string {
    const file = join(state.path, name)
    writeFileSync(file, html)
    return pathToFileURL(file).href
  }
})
