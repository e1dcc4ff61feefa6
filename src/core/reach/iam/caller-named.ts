import { parseArn } from './arn.ts'
import type { Caller } from './request.ts'

/** A session of which nobody said how it is called: no policy that names one session fits this. */
export const SOME_SESSION = '(any session)'
const SOME_USER = '(any)'

/** Who asks, where a policy names somebody of an account that was not read: the account itself stands for any of its users. */
export function callerNamed(text: string, account: string): Caller {
  const rest = parseArn(text)?.rest ?? 'root'
  if (rest.startsWith('user/')) return { kind: 'user', arn: text }
  if (rest.startsWith('role/')) return { kind: 'role-session', roleArn: text, sessionName: SOME_SESSION, serviceLinked: false }
  const someUser = `arn:aws:iam::${account}:user/${SOME_USER}`
  if (rest.startsWith('federated-user/')) return { kind: 'federated-session', userArn: someUser, arn: text }
  const session = /^assumed-role\/(.+)\/([^/]+)$/u.exec(rest)
  if (session !== null) {
    const [, role = '', sessionName = ''] = session
    return { kind: 'role-session', roleArn: `arn:aws:iam::${account}:role/${role}`, sessionName, serviceLinked: false }
  }
  return { kind: 'user', arn: someUser }
}

/** Does the caller stand for whoever is in an account: somebody of whom neither name nor kind is known? */
export function isSomebody(caller: Caller): boolean {
  return caller.kind === 'user' && caller.arn.endsWith(`:user/${SOME_USER}`)
}
