import { createHash } from 'node:crypto'
import type { ReportTools } from '../../src/report/report-file.ts'

export const tools: ReportTools = { sha256Base64: (text) => createHash('sha256').update(text, 'utf8').digest('base64') }
