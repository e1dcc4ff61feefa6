import type { Message } from '../../src/notify/message.ts'

export function buildMessage(changes: Partial<Message> = {}): Message {
  return {
    format: 1,
    kind: 'digest',
    to: { channel: 'mail', audience: 'security', address: 'it@northmoor.example' },
    run: '2026-11-26T0231Z-5f2a9c00',
    institution: 'Northmoor University',
    subject: 'Gatehouse: 2 new, 1 worse, coverage incomplete (qsense)',
    text: 'Gatehouse audit\n\nCoverage\n- All 9 sources were read completely.\n\nReport: https://gatehouse.example/\n',
    html: '<!doctype html><h1>Gatehouse audit</h1>',
    markdown: '**Gatehouse audit**\n',
    link: 'https://gatehouse.example/',
    ...changes,
  }
}
