import type { NetworkText } from './network-text.ts'

/** The worked example of the specification; IPv6 writes each a.b.c.d/n as 2001:db8::a.b.c.d/(96+n). */
export function workedExample(family: 4 | 6): NetworkText {
  const text: NetworkText = {
    spaces: { campus: 'campus' },
    segments: {
      'visitor-wifi': 'campus 10.1.0.0/24 what=ssid',
      'partner-vpn': 'campus 10.2.0.0/25 what=vpn-pool',
      staff: 'campus 10.3.0.0/24',
      lab: 'campus 10.3.0.128/26',
      qsense: 'campus 10.20.0.0/28 placed',
      core: 'campus 10.0.0.0/24 placed',
    },
    placements: { store1: 'qsense 10.20.0.4', fw1: 'core 10.0.0.1 forwards' },
    routes: {
      core: { in: 'campus', for: 'every segment', routes: ['0.0.0.0/0 -> node fw1'] },
      fw1: { in: 'campus', for: 'node fw1', routes: ['0.0.0.0/0 -> local'] },
    },
    filters: {
      fw1: {
        at: 'node fw1',
        is: 'both stateful first-match else=deny',
        rules: [
          '10 deny tcp from 10.1.0.0/25 to 10.20.0.0/28 port 443',
          '20 allow tcp from 10.1.0.0/24 to 10.20.0.0/28 port 443 unsure schedule',
          '30 allow tcp from tag:partner-hosts to 10.20.0.0/28 port 443',
          '40 deny tcp from 10.3.0.0/26 to 10.20.0.0/28 port 443',
          '50 allow tcp from 10.3.0.0/24 to 10.20.0.0/28 port 443',
        ],
      },
      'qsense-in': { at: 'segment qsense', is: 'in stateless first-match else=deny', rules: ['10 allow tcp from any to any port 443'] },
      'qsense-out': {
        at: 'segment qsense',
        is: 'out stateless first-match else=deny',
        rules: ['10 allow tcp from any to any port 1025-5000'],
      },
    },
  }
  return family === 4 ? text : (JSON.parse(embedded(JSON.stringify(text))) as NetworkText)
}

/** Every IPv4 text of the text as IPv6; the whole family stays the whole family. */
export function embedded(text: string): string {
  return text
    .replaceAll('0.0.0.0/0', '::/0')
    .replaceAll(
      /\b(\d+\.\d+\.\d+\.\d+)(?:\/(\d+))?/gu,
      (_, address: string, length?: string) => `2001:db8::${address}${length === undefined ? '' : `/${96 + Number(length)}`}`,
    )
}
