import type * as Account from '@aws-sdk/client-account'
import type * as DynamoDb from '@aws-sdk/client-dynamodb'
import type * as Ecr from '@aws-sdk/client-ecr'
import type * as Efs from '@aws-sdk/client-efs'
import type * as Eks from '@aws-sdk/client-eks'
import type * as Iam from '@aws-sdk/client-iam'
import type * as IdentityStore from '@aws-sdk/client-identitystore'
import type * as Kms from '@aws-sdk/client-kms'
import type * as LakeFormation from '@aws-sdk/client-lakeformation'
import type * as Lambda from '@aws-sdk/client-lambda'
import type * as Organizations from '@aws-sdk/client-organizations'
import type * as Ram from '@aws-sdk/client-ram'
import type * as S3 from '@aws-sdk/client-s3'
import type * as S3Control from '@aws-sdk/client-s3-control'
import type * as Secrets from '@aws-sdk/client-secrets-manager'
import type * as Sns from '@aws-sdk/client-sns'
import type * as Sqs from '@aws-sdk/client-sqs'
import type * as Sso from '@aws-sdk/client-sso-admin'
import type * as Sts from '@aws-sdk/client-sts'

/** The packages of AWS, by the words that the command line has for their services. */
export interface Packages {
  readonly account: typeof Account
  readonly dynamodb: typeof DynamoDb
  readonly ecr: typeof Ecr
  readonly efs: typeof Efs
  readonly eks: typeof Eks
  readonly iam: typeof Iam
  readonly identitystore: typeof IdentityStore
  readonly kms: typeof Kms
  readonly lakeformation: typeof LakeFormation
  readonly lambda: typeof Lambda
  readonly organizations: typeof Organizations
  readonly ram: typeof Ram
  readonly s3api: typeof S3
  readonly s3control: typeof S3Control
  readonly secretsmanager: typeof Secrets
  readonly sns: typeof Sns
  readonly sqs: typeof Sqs
  readonly 'sso-admin': typeof Sso
  readonly sts: typeof Sts
}

export type PackageName = keyof Packages

/** Of a client of AWS, what is used here. */
export interface Client {
  send(command: never): Promise<object>
  readonly config: { readonly requestHandler: object }
}

export interface Loaded {
  readonly client: (settings: ClientSettings) => Client
  readonly commands: object
}

export interface ClientSettings {
  readonly region: string
  readonly credentials?: () => Promise<HeldCredentials>
  readonly retryMode: 'adaptive'
  readonly maxAttempts: number
  readonly requestHandler: object
  readonly endpoint?: string
}

/** Credentials as the SDK takes them. */
export interface HeldCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

/** Each is loaded when the first call needs it: together they take half a second, which no command that reads no AWS should wait. */
export const PACKAGES: { readonly [Name in PackageName]: () => Promise<Loaded> } = {
  async account() {
    const commands = await import('@aws-sdk/client-account')
    return { commands, client: (settings) => new commands.AccountClient(settings) }
  },
  async dynamodb() {
    const commands = await import('@aws-sdk/client-dynamodb')
    return { commands, client: (settings) => new commands.DynamoDBClient(settings) }
  },
  async ecr() {
    const commands = await import('@aws-sdk/client-ecr')
    return { commands, client: (settings) => new commands.ECRClient(settings) }
  },
  async efs() {
    const commands = await import('@aws-sdk/client-efs')
    return { commands, client: (settings) => new commands.EFSClient(settings) }
  },
  async eks() {
    const commands = await import('@aws-sdk/client-eks')
    return { commands, client: (settings) => new commands.EKSClient(settings) }
  },
  async iam() {
    const commands = await import('@aws-sdk/client-iam')
    return { commands, client: (settings) => new commands.IAMClient(settings) }
  },
  async identitystore() {
    const commands = await import('@aws-sdk/client-identitystore')
    return { commands, client: (settings) => new commands.IdentitystoreClient(settings) }
  },
  async kms() {
    const commands = await import('@aws-sdk/client-kms')
    return { commands, client: (settings) => new commands.KMSClient(settings) }
  },
  async lakeformation() {
    const commands = await import('@aws-sdk/client-lakeformation')
    return { commands, client: (settings) => new commands.LakeFormationClient(settings) }
  },
  async lambda() {
    const commands = await import('@aws-sdk/client-lambda')
    return { commands, client: (settings) => new commands.LambdaClient(settings) }
  },
  async organizations() {
    const commands = await import('@aws-sdk/client-organizations')
    return { commands, client: (settings) => new commands.OrganizationsClient(settings) }
  },
  async ram() {
    const commands = await import('@aws-sdk/client-ram')
    return { commands, client: (settings) => new commands.RAMClient(settings) }
  },
  async s3api() {
    const commands = await import('@aws-sdk/client-s3')
    return {
      commands,
      client: (settings) =>
        new commands.S3Client({
          ...settings,
          // Where a list does not say in which region a bucket is.
          followRegionRedirects: true,
          // A server that stands for all services has no host name for each bucket.
          forcePathStyle: settings.endpoint !== undefined,
        }),
    }
  },
  async s3control() {
    const commands = await import('@aws-sdk/client-s3-control')
    return {
      commands,
      client({ endpoint, ...settings }) {
        if (endpoint === undefined) return new commands.S3ControlClient(settings)
        // The rules of this service put the account before the host, which an address cannot bear.
        const url = new URL(endpoint)
        const opened = new commands.S3ControlClient({ ...settings, disableHostPrefix: true })
        opened.config.endpointProvider = () => ({ url })
        return opened
      },
    }
  },
  async secretsmanager() {
    const commands = await import('@aws-sdk/client-secrets-manager')
    return { commands, client: (settings) => new commands.SecretsManagerClient(settings) }
  },
  async sns() {
    const commands = await import('@aws-sdk/client-sns')
    return { commands, client: (settings) => new commands.SNSClient(settings) }
  },
  async sqs() {
    const commands = await import('@aws-sdk/client-sqs')
    return {
      commands,
      // A queue's URL names the host of the service; a server that stands for all services must be asked all the same.
      client: (settings) => new commands.SQSClient({ ...settings, useQueueUrlAsEndpoint: settings.endpoint === undefined }),
    }
  },
  async 'sso-admin'() {
    const commands = await import('@aws-sdk/client-sso-admin')
    return { commands, client: (settings) => new commands.SSOAdminClient(settings) }
  },
  async sts() {
    const commands = await import('@aws-sdk/client-sts')
    return { commands, client: (settings) => new commands.STSClient(settings) }
  },
}
