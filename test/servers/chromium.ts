import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium, type Browser, type Page } from 'playwright-core'
import { requireServer } from './requirement.ts'

/** What axe-core found wrong with a page: the rule, and the elements that break it. */
export interface AxeViolation {
  readonly id: string
  readonly help: string
  readonly impact: string | null
  readonly elements: readonly string[]
}

export interface OpenPage {
  readonly page: Page
  /** Every request that was not for a file: or data: address, in order. Each was stopped. A report must make none. */
  readonly blockedRequests: readonly string[]
}

export interface PageOptions {
  /** False: the page's own scripts do not run. axe-core then cannot either. Default: true. */
  readonly javaScript?: boolean
  readonly viewport?: { readonly width: number; readonly height: number }
  readonly colorScheme?: 'light' | 'dark'
}

const FLAGS = [
  '--headless',
  '--no-sandbox', // root needs it; the browser opens only files that the tests made
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-domain-reliability',
]

let running: Promise<Browser> | undefined

/**
 * Runs `use` with a new page of a real Chromium, which meets no network. The browser is started once for this process and
 * ends with it, at the latest; `closeChromium` ends it earlier.
 */
export async function withPage<Answer>(use: (open: OpenPage) => Promise<Answer>, options: PageOptions = {}): Promise<Answer> {
  requireServer('chromium')
  running ??= chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS, timeout: 20_000 })
  const browser = await running
  const { javaScript = true, viewport = { width: 1280, height: 900 }, colorScheme = 'light' } = options
  const context = await browser.newContext({ javaScriptEnabled: javaScript, viewport, colorScheme, serviceWorkers: 'block' })
  try {
    const blockedRequests: string[] = []
    await context.route(
      (url) => !isLocal(url),
      async (route) => {
        blockedRequests.push(route.request().url())
        await route.abort('blockedbyclient')
      },
    )
    await context.routeWebSocket(/./, async (socket) => {
      blockedRequests.push(socket.url())
      await socket.close()
    })
    return await use({ page: await context.newPage(), blockedRequests })
  } finally {
    await context.close()
  }
}

export async function closeChromium(): Promise<void> {
  const browser = await running
  running = undefined
  await browser?.close()
}

/** What axe-core, with all its rules, finds wrong with the page as it stands. Empty: nothing. Sorted as axe-core does, by rule. */
export async function axeViolations(page: Page): Promise<readonly AxeViolation[]> {
  const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  await page.evaluate(source) // not a script element: the page's content policy would forbid it
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeRun> } }
    const { violations } = await axe.run()
    return violations.map(({ id, help, impact, nodes }) => ({ id, help, impact, elements: nodes.map(({ html }) => html) }))
  })
}

interface AxeRun {
  readonly violations: readonly {
    readonly id: string
    readonly help: string
    readonly impact: string | null
    readonly nodes: readonly { readonly html: string }[]
  }[]
}

function isLocal({ protocol }: URL): boolean {
  return protocol === 'file:' || protocol === 'data:'
}
