import type { SchedulePlan } from './schedule-plan.ts'

/**
 * A CronJob (batch/v1) as YAML; https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/cron-job-v1.
 *
 * `timeZone` needs Kubernetes 1.27. Exit codes 1 to 3 are answers, which a Job would take for a failure: the shell lets them pass.
 * What is printed for people names some, and stays out of the cluster's logs. Secrets come by the environment: a mounted one belongs to root, and a file that others than its owner can read is refused.
 */
export function kubernetesCronJob(plan: SchedulePlan): string {
  const { cron, zone, secretVariables } = plan
  const variables = secretVariables.map(
    (name) =>
      `                - {name: ${JSON.stringify(name)}, valueFrom: {secretKeyRef: {name: gatehouse, key: ${JSON.stringify(name)}}}}\n`,
  )
  return `apiVersion: batch/v1
kind: CronJob
metadata:
  name: gatehouse
  labels: {app.kubernetes.io/name: gatehouse}
spec:
  schedule: "${cron.written}"
  timeZone: ${zone}
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 21600
  successfulJobsHistoryLimit: 7
  failedJobsHistoryLimit: 7
  jobTemplate:
    spec:
      backoffLimit: 0
      activeDeadlineSeconds: 21600
      template:
        metadata:
          labels: {app.kubernetes.io/name: gatehouse}
        spec:
          restartPolicy: Never
          automountServiceAccountToken: false
          enableServiceLinks: false
          securityContext:
            runAsNonRoot: true
            runAsUser: 10001
            runAsGroup: 10001
            fsGroup: 10001
            seccompProfile: {type: RuntimeDefault}
          containers:
            - name: gatehouse
              image: registry.example/gatehouse:0.1.0
              command: [sh, -c]
              args: ['gatehouse --config /etc/gatehouse/gatehouse.yaml audit >/dev/null; code=$?; [ "$code" -le 3 ] || exit "$code"']
              env:
                - {name: GATEHOUSE_STORE, value: "sqlite:/var/lib/gatehouse/gatehouse.db"}
                - {name: GATEHOUSE_EVIDENCE, value: /var/lib/gatehouse/evidence}
                - {name: GATEHOUSE_REPORTS, value: /var/lib/gatehouse/reports}
${variables.join('')}              resources:
                requests: {cpu: "1", memory: 1Gi}
                limits: {memory: 6Gi}
              securityContext:
                allowPrivilegeEscalation: false
                readOnlyRootFilesystem: true
                capabilities: {drop: [ALL]}
              volumeMounts:
                - {name: config, mountPath: /etc/gatehouse/gatehouse.yaml, subPath: gatehouse.yaml, readOnly: true}
                - {name: policies, mountPath: /etc/gatehouse/policies, readOnly: true}
                - {name: state, mountPath: /var/lib/gatehouse}
                - {name: tmp, mountPath: /tmp}
          volumes:
            - {name: config, configMap: {name: gatehouse-config}}
            - {name: policies, persistentVolumeClaim: {claimName: gatehouse-policies, readOnly: true}}
            - {name: state, persistentVolumeClaim: {claimName: gatehouse-state}}
            - {name: tmp, emptyDir: {medium: Memory, sizeLimit: 64Mi}}
`
}
