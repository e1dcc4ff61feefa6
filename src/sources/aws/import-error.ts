import { AWS_CALLS, type CallName } from './calls.ts'
import { errorAnswer } from './wire.ts'

/** What the command line said of a call that failed. */
export type SaidError =
  | { readonly kind: 'error'; readonly code: string; readonly message: string }
  /** Not in the words of AWS, or about another call: nothing that could be relied on. */
  | { readonly kind: 'unclear'; readonly said: string }

/** `An error occurred (AccessDenied) when calling the GetBucketPolicy operation: Access Denied`, as it stands on the error stream. */
export function errorInText(name: CallName, text: string): SaidError {
  const found = /An error occurred \(([^)]+)\) when calling the (\w+) operation(?: \([^)]*\))?:\s*([^\n]*)/u.exec(text)
  if (found === null) return { kind: 'unclear', said: firstLine(text) }
  const [, code = '', operation = '', message = ''] = found
  const asked = AWS_CALLS[name].call.replaceAll('-', '')
  if (operation.toLowerCase() !== asked) return { kind: 'unclear', said: `the error is of another call, ${operation}` }
  return { kind: 'error', code, message: message.trim() }
}

/** `{"Error": {"Code": …, "Message": …}}`, as the collector saves it. */
export function errorInJson(text: string): SaidError {
  try {
    const parsed = errorAnswer.safeParse(JSON.parse(text))
    if (parsed.success) return { kind: 'error', code: parsed.data.Error.Code, message: parsed.data.Error.Message ?? '' }
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
  }
  return { kind: 'unclear', said: 'an error without `Error.Code`' }
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0]?.trim().slice(0, 200) ?? ''
}
