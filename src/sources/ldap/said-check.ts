import type { SourceCheck } from '../../core/model/source-check.ts'

export function good(what: string, said: string): SourceCheck {
  return { what, verdict: 'good', said, cure: null }
}

export function doubtful(what: string, said: string, cure: string): SourceCheck {
  return { what, verdict: 'doubtful', said, cure }
}
