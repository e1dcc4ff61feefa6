import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AwsCredentials } from '../../src/sources/aws/aws-source.ts'
import { requireMotoPython } from './requirement.ts'

/**
 * The environment in which `aws` is the command line of AWS, asking the server at `url` with these credentials; a small program of that name is
 * written into `folder`. Nothing of the machine's own configuration is read.
 */
export function commandLineEnvironment(folder: string, url: string, credentials: AwsCredentials): Readonly<Record<string, string>> {
  const programs = join(folder, 'bin')
  mkdirSync(programs, { recursive: true })
  const program = join(programs, 'aws')
  writeFileSync(program, programText(requireMotoPython(), url))
  chmodSync(program, 0o755)
  return {
    PATH: `${programs}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  }
}

/** S3 Control puts the account's number before the host: of a server on loopback there is no such name. */
function programText(python: string, url: string): string {
  return `#!${python} -E
import socket, sys
from awscli.clidriver import main
found = socket.getaddrinfo
socket.getaddrinfo = lambda host, *more, **named: found('127.0.0.1' if str(host).endswith('.127.0.0.1') else host, *more, **named)
sys.argv[1:1] = ['--endpoint-url', '${url}']
sys.exit(main())
`
}
