import { startChildServer, type ChildServer } from './child-server.ts'
import { freePort } from './free-port.ts'
import { requireMotoPython } from './requirement.ts'
import { stateFolder } from './state-folder.ts'

export interface MotoOptions {
  /** More of moto's own settings, such as `MOTO_IAM_LOAD_MANAGED_POLICIES: 'false'`; they win over the helper's. */
  readonly settings?: Readonly<Record<`MOTO_${string}`, string>>
}

export interface Moto extends ChildServer {
  /** http://127.0.0.1:port, of every AWS service: moto reads from the request which one is meant. */
  readonly url: string
  /** Every account is as in a server that has just started. */
  reset(): Promise<void>
}

/** Starts moto, which answers as AWS, on 127.0.0.1, with AWS's own managed policies in every account; ready when it answers over HTTP. */
export async function startMoto(options: MotoOptions = {}): Promise<Moto> {
  const python = requireMotoPython()
  const state = stateFolder('moto')
  try {
    const { url, child } = await startOnFreePort(python, state.path, options.settings ?? {})
    return {
      url,
      ...child,
      reset: () => call(`${url}/moto-api/reset`, 'POST'),
      async stop() {
        await child.stop()
        state.remove()
      },
    }
  } catch (error) {
    state.remove()
    throw error
  }
}

/** A free port may be taken by another program before moto listens on it: then another port is tried. */
async function startOnFreePort(
  python: string,
  folder: string,
  settings: Readonly<Record<string, string>>,
): Promise<{ url: string; child: ChildServer }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    try {
      const child = await startChildServer({
        name: 'moto',
        folder,
        // moto has no use for the folder's name: an orphan is known by it
        command: [python, '-X', `folder=${folder}`, '-m', 'moto.server', '-H', '127.0.0.1', '-p', `${port}`],
        env: { MOTO_IAM_LOAD_MANAGED_POLICIES: 'true', PYTHONUNBUFFERED: '1', TMPDIR: folder, ...settings },
        answers: () => call(`${url}/moto-api/`, 'GET'),
      })
      return { url, child }
    } catch (error) {
      if (attempt === 3 || !/address already in use/i.test(String(error))) throw error
    }
  }
}

async function call(url: string, method: 'GET' | 'POST'): Promise<void> {
  const response = await fetch(url, { method, signal: AbortSignal.timeout(5_000) })
  await response.body?.cancel()
  if (response.status !== 200) throw new Error(`moto answered ${response.status} to ${method} ${url}`)
}
