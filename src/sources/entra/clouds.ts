/** Where one of Microsoft's clouds answers (E18): bare hosts, with a port only where a test runs its own. */
export interface CloudHosts {
  readonly graph: string
  readonly login: string
}

export const CLOUDS = ['global', 'usgov', 'usgov-dod', 'china'] as const
export type Cloud = (typeof CLOUDS)[number]

/** https://learn.microsoft.com/graph/deployments and /entra/identity-platform/authentication-national-cloud. */
const HOSTS: Readonly<Record<Cloud, CloudHosts>> = {
  global: { graph: 'graph.microsoft.com', login: 'login.microsoftonline.com' },
  usgov: { graph: 'graph.microsoft.us', login: 'login.microsoftonline.us' },
  'usgov-dod': { graph: 'dod-graph.microsoft.us', login: 'login.microsoftonline.us' },
  china: { graph: 'microsoftgraph.chinacloudapi.cn', login: 'login.chinacloudapi.cn' },
}

export function cloudHosts(cloud: Cloud): CloudHosts {
  return HOSTS[cloud]
}
