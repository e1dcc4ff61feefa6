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
  writeFileSync(program, `#!/bin/sh\nexec '${requireMotoPython()}' -m awscli "$@"\n`)
  chmodSync(program, 0o755)
  return {
    PATH: `${programs}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  }
}
