/**
 * The part of batch/v1 CronJob that Gatehouse prints, from the Kubernetes API reference: strict, so that a field which the API does not
 * know, or one in the wrong place, is found. https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/cron-job-v1
 */
const text = { type: 'string', minLength: 1 }
const count = { type: 'integer', minimum: 0 }
const flag = { type: 'boolean' }
const name = { type: 'string', pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', maxLength: 63 }
const labels = { type: 'object', additionalProperties: { type: 'string', maxLength: 63 } }

function object(properties: Record<string, unknown>, required: readonly string[] = []) {
  return { type: 'object', additionalProperties: false, properties, required }
}
function list(items: unknown) {
  return { type: 'array', items, minItems: 1 }
}

const quantity = { type: 'string', pattern: '^[0-9]+(\\.[0-9]+)?(m|Ki|Mi|Gi|Ti)?$' }
const quantities = { type: 'object', additionalProperties: quantity, propertyNames: { enum: ['cpu', 'memory', 'ephemeral-storage'] } }
const variable = {
  oneOf: [
    object({ name: { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }, value: text }, ['name', 'value']),
    object(
      {
        name: { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
        valueFrom: object({ secretKeyRef: object({ name, key: text, optional: flag }, ['name', 'key']) }, ['secretKeyRef']),
      },
      ['name', 'valueFrom'],
    ),
  ],
}
const container = object(
  {
    name,
    image: text,
    command: list(text),
    args: list(text),
    env: list(variable),
    resources: object({ requests: quantities, limits: quantities }),
    securityContext: object({
      allowPrivilegeEscalation: flag,
      readOnlyRootFilesystem: flag,
      capabilities: object({ drop: list(text), add: list(text) }),
    }),
    volumeMounts: list(
      object({ name, mountPath: { type: 'string', pattern: '^/' }, subPath: text, readOnly: flag }, ['name', 'mountPath']),
    ),
  },
  ['name', 'image'],
)
const volume = object(
  {
    name,
    configMap: object({ name, defaultMode: count }, ['name']),
    persistentVolumeClaim: object({ claimName: name, readOnly: flag }, ['claimName']),
    emptyDir: object({ medium: { enum: ['', 'Memory'] }, sizeLimit: quantity }),
  },
  ['name'],
)
const pod = object(
  {
    restartPolicy: { enum: ['Never', 'OnFailure'] },
    automountServiceAccountToken: flag,
    enableServiceLinks: flag,
    securityContext: object({
      runAsNonRoot: flag,
      runAsUser: count,
      runAsGroup: count,
      fsGroup: count,
      seccompProfile: object({ type: { enum: ['RuntimeDefault', 'Unconfined', 'Localhost'] } }, ['type']),
    }),
    containers: list(container),
    volumes: list({ ...volume, minProperties: 2, maxProperties: 2 }),
  },
  ['containers', 'restartPolicy'],
)

export const cronJobSchema = object(
  {
    apiVersion: { const: 'batch/v1' },
    kind: { const: 'CronJob' },
    metadata: object({ name: { ...name, maxLength: 52 }, namespace: name, labels, annotations: labels }, ['name']),
    spec: object(
      {
        schedule: { type: 'string', pattern: '^(\\S+ ){4}\\S+$' },
        timeZone: { type: 'string', pattern: '^[A-Za-z_]+(/[A-Za-z_+-]+)*$' },
        concurrencyPolicy: { enum: ['Allow', 'Forbid', 'Replace'] },
        startingDeadlineSeconds: count,
        suspend: flag,
        successfulJobsHistoryLimit: count,
        failedJobsHistoryLimit: count,
        jobTemplate: object(
          {
            metadata: object({ labels, annotations: labels }),
            spec: object(
              {
                backoffLimit: count,
                activeDeadlineSeconds: count,
                ttlSecondsAfterFinished: count,
                template: object({ metadata: object({ labels, annotations: labels }), spec: pod }, ['spec']),
              },
              ['template'],
            ),
          },
          ['spec'],
        ),
      },
      ['schedule', 'jobTemplate'],
    ),
  },
  ['apiVersion', 'kind', 'metadata', 'spec'],
)
