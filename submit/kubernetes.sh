#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Usage: SPARK_HOME=... submit/kubernetes.sh --master k8s://https://HOST:PORT --image IMAGE [OPTION...] [COMMAND] [...]
# Runs AIPerf on Kubernetes, in pods of an image made by submit/Dockerfile.
#   --image IMAGE            the image; see submit/Dockerfile
#   --volume CLAIM:/PATH     mounts a persistent volume claim into driver and executors; may be repeated
#   --namespace NAME         where the pods run; default aiperf, as in submit/kubernetes/rbac.yaml
#   --service-account NAME   who may start pods; default aiperf, as in submit/kubernetes/rbac.yaml
#   --cache DIRECTORY        a directory on a local disk of every node, owned by user 185, where the data set stays from
#                            run to run; without it each executor has a cache of its own that ends with its pod
#   --pod-template FILE      the executors' pods; default submit/kubernetes/executor.yaml, or executor-gpu.yaml with GPUs
#   fetch-report RUN         instead of a command: copies the report of a run on a --volume into this directory, by a pod that
#                            mounts the volume for as long as it takes
# With the word "job" before its own options a run becomes a Kubernetes Job: the driver is a pod that is started anew when
# it is lost, and goes on with the run. The manifest is printed and given to kubectl; --dry-run only prints it.
# The run's files have to lie where all pods see them: a file system with a scheme, such as hdfs:// or s3a://, or a --volume.
# In client mode the driver runs here, and pods have to reach it: --conf spark.driver.host=ADDRESS if they cannot by name.
# In cluster mode all output is in the driver's log, and the exit code is the driver's. A settings file of yours (--config
# FILE, up to 1 MiB) travels in the driver's ConfigMap; it may include presets, but no other files.
# AIPERF_TORCH says where an image of your own has the PyPI package torch, for a build with -Plibtorch-thin; default /opt/torch.
# Example: submit/kubernetes.sh --master k8s://https://10.0.0.1:6443 --image registry/aiperf:0.1.0 --deploy-mode cluster \
#   --executors 8 --set data.location=hdfs://namenode/imagenet --volume runs:/runs --set run.directory=/runs
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=cluster.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/cluster.sh"

# Where pods have the libraries of a build with -Plibtorch-thin: in the image, not where this machine has them.
export AIPERF_TORCH=${AIPERF_TORCH:-/opt/torch}

master='' image='' namespace=aiperf account=aiperf cache='' template='' job='' fetched='' volumes=()
own_option() {
  case $1 in
    job) job=yes taken=1 ;;
    fetch-report)
      (($# > 1)) || fail "fetch-report needs a run: its directory on a --volume"
      fetched=$2 taken=2
      ;;
    --master | --image | --namespace | --service-account | --cache | --pod-template | --volume)
      (($# > 1)) || fail "$1 needs a value"
      taken=2
      case $1 in
        --master) master=$2 ;;
        --image) image=$2 ;;
        --namespace) namespace=$2 ;;
        --service-account) account=$2 ;;
        --cache) cache=$2 ;;
        --pod-template) template=$2 ;;
        --volume)
          [[ $2 =~ ^[a-z0-9.-]+:/.+ ]] || fail "--volume $2: expected CLAIM:/PATH"
          volumes+=("$2")
          ;;
      esac
      ;;
  esac
}

# What a setting is given as by --set; empty if it is not.
given() {
  local each value=
  for each in "${rest[@]}"; do
    each=${each#--set=}
    each=${each#aiperf.}
    [[ $each != "$1="* ]] || value=${each#*=}
  done
  echo "$value"
}

# With the default directory each pod would write into itself.
require_shared_directory() {
  local directory each
  [[ $command == run || $command == preflight ]] || return 0
  directory=$(given run.directory)
  if [[ ! $directory ]]; then
    [[ " ${rest[*]}" != *' --config'* && " ${rest[*]}" != *' --resume'* ]] || return 0 # the file, or the run, says where
  fi
  [[ $directory != *://* || $directory == file://* ]] || return 0
  for each in "${volumes[@]}"; do
    [[ ${directory#file://} != "${each#*:}" && ${directory#file://} != "${each#*:}"/* ]] || return 0
  done
  # A Hadoop configuration may say that paths are those of another file system.
  [[ ! ${HADOOP_CONF_DIR:-} ]] || return 0
  fail "run.directory=${directory:-runs} would be another directory in each pod; give a file system that all reach (--set run.directory=hdfs://...) or a volume (--volume CLAIM:/runs --set run.directory=/runs)"
}

# What pods of the standard "restricted" or "baseline" may not have, Spark would ask for again and again.
require_allowed_cache() {
  local standard
  [[ $cache && ! $dry_run ]] && command -v kubectl >/dev/null || return 0
  standard=$(kubectl get namespace "$namespace" \
    -o "jsonpath={.metadata.labels['pod-security\.kubernetes\.io/enforce']}" 2>/dev/null) || return 0
  [[ $standard != restricted && $standard != baseline ]] ||
    fail "--cache needs a namespace of the pod security standard privileged, and $namespace is $standard; leave --cache out, or use a claim: --volume CLAIM:/cache"
}

read_options "$@"
[[ $master == k8s://* ]] || [[ $job$fetched && ! $master ]] || fail "--master ${master:-is missing}: expected k8s://https://HOST:PORT"
[[ $image ]] || fail "--image is missing; build one with submit/Dockerfile"
[[ ! $cache || $cache == /* ]] || fail "--cache $cache: expected an absolute path, the same on every node"
if [[ ! $template ]]; then
  template=$here/kubernetes/executor.yaml
  ((gpus == 0)) || template=$here/kubernetes/executor-gpu.yaml
fi
[[ -r $template ]] || fail "--pod-template $template cannot be read"
[[ $fetched ]] || require_shared_directory
require_allowed_cache

# --- A report -------------------------------------------------------------------------------------------------------

# A word as YAML reads it.
quoted() {
  local word=${1//\\/\\\\}
  echo "\"${word//\"/\\\"}\""
}

# A pod that mounts the volumes and waits.
reader_manifest() {
  local i
  cat <<END
apiVersion: v1
kind: Pod
metadata:
  name: $1
  namespace: $namespace
spec:
  restartPolicy: Never
  activeDeadlineSeconds: 600
  automountServiceAccountToken: false
  securityContext:
    runAsNonRoot: true
    runAsUser: 185
    fsGroup: 185
    seccompProfile: {type: RuntimeDefault}
  containers:
    - name: reader
      image: $image
      command: [sleep, "600"]
      securityContext:
        allowPrivilegeEscalation: false
        capabilities: {drop: [ALL]}
      volumeMounts:
END
  for ((i = 0; i < ${#volumes[@]}; i++)); do
    echo "        - {name: volume-$i, mountPath: $(quoted "${volumes[i]#*:}"), readOnly: true}"
  done
  echo '  volumes:'
  for ((i = 0; i < ${#volumes[@]}; i++)); do
    echo "    - {name: volume-$i, persistentVolumeClaim: {claimName: ${volumes[i]%%:*}}}"
  done
}

fetch_report() {
  local each page=${1##*/}.html mounted=''
  for each in "${volumes[@]}"; do
    [[ $1 != "${each#*:}"/* ]] || mounted=yes
  done
  [[ $mounted ]] || fail "fetch-report $1: no --volume CLAIM:/PATH holds it; on hdfs:// and s3a:// submit/aiperf report $1 writes the report"
  command -v kubectl >/dev/null || fail "kubectl is missing"
  reader=aiperf-report-$$ # also when this function has ended
  trap 'kubectl --namespace "$namespace" delete pod "$reader" --now --wait=false >/dev/null 2>&1 || true' EXIT
  reader_manifest "$reader" | kubectl apply -f - >/dev/null
  kubectl --namespace "$namespace" wait --for=condition=Ready --timeout=120s "pod/$reader" >/dev/null 2>&1 ||
    fail "the pod that should read $1 does not start: $(why_not "$reader")"
  kubectl --namespace "$namespace" exec "$reader" -- cat "$1/report.html" >"$page.part" ||
    { rm -f "$page.part"; fail "there is no $1/report.html; a run writes it when it ends"; }
  mv "$page.part" "$page"
  echo "$page"
}

# --- A Job ----------------------------------------------------------------------------------------------------------

# The same options again, for the script in the image; $(...) is filled in by Kubernetes.
job_manifest() {
  local name=$1 each i mounts='' claims='' arguments=''
  local words=(--master k8s://https://kubernetes.default.svc --image "$image" --namespace "$namespace"
    --service-account "$account" --executors "$executors" --gpus "$gpus" --gpus-per-trial "$gpus_per_trial"
    --cpus-per-trial "$cpus_per_trial" --executor-memory "$heap" --native-memory "$native" --deploy-mode client
    --conf "spark.driver.host=\$(POD_IP)" --conf "spark.kubernetes.driver.pod.name=\$(POD_NAME)")
  ((gpus > 0)) || words+=(--trials "$trials")
  [[ ! $cache ]] || words+=(--cache "$cache")
  for each in "${volumes[@]}"; do
    words+=(--volume "$each")
  done
  words+=("${rest[@]}")
  if [[ $command == run ]]; then
    words+=(--set "run.name=$name" --set run.existing=resume)
  fi
  for each in "${words[@]}"; do
    arguments+="            - $(quoted "$each")"$'\n'
  done
  for ((i = 0; i < ${#volumes[@]}; i++)); do
    mounts+="            - {name: volume-$i, mountPath: $(quoted "${volumes[i]#*:}")}"$'\n'
    claims+="        - {name: volume-$i, persistentVolumeClaim: {claimName: ${volumes[i]%%:*}}}"$'\n'
  done
  cat <<END
# SPDX-License-Identifier: Apache-2.0
apiVersion: batch/v1
kind: Job
metadata:
  name: $name
  namespace: $namespace
  labels:
    app.kubernetes.io/name: aiperf
spec:
  backoffLimit: 4
  podFailurePolicy:
    rules:
      # Exit code 2 is a mistake in what was asked for: the next driver would make it again.
      - action: FailJob
        onExitCodes:
          operator: In
          values: [2]
  template:
    metadata:
      labels:
        app.kubernetes.io/name: aiperf
        app.kubernetes.io/component: driver
    spec:
      restartPolicy: Never
      serviceAccountName: $account
      securityContext:
        runAsNonRoot: true
        runAsUser: 185
        fsGroup: 185
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: driver
          image: $image
          securityContext:
            allowPrivilegeEscalation: false
            capabilities:
              drop: [ALL]
          env:
            - name: POD_IP
              valueFrom:
                fieldRef:
                  fieldPath: status.podIP
            - name: POD_NAME
              valueFrom:
                fieldRef:
                  fieldPath: metadata.name
          resources:
            requests:
              cpu: 500m
              memory: 2Gi
            limits:
              memory: 2Gi
          command: [/opt/aiperf/submit/kubernetes.sh]
          args:
${arguments%$'\n'}
END
  ((${#volumes[@]} == 0)) || printf '          volumeMounts:\n%s      volumes:\n%s' "$mounts" "$claims"
}

# Why a pod does not start, in the words of Kubernetes.
why_not() {
  kubectl --namespace "$namespace" get pod "$1" \
    -o 'jsonpath={.status.conditions[?(@.status=="False")].message} {.status.containerStatuses[*].state.waiting.message}' 2>/dev/null
}

if [[ $fetched ]]; then
  fetch_report "$fetched"
  exit 0
fi

if [[ $job ]]; then
  [[ $command == run ]] || fail "a Job runs the benchmark; $command is for the script itself"
  [[ " ${rest[*]}" != *' --config'* || " ${rest[*]}" =~ ' --config'[=\ ](embedded|smoke|imagenet)( |$) ]] ||
    fail "a Job's driver has no file of yours; give a preset, or single settings by --set"
  words=()
  for each in "${rest[@]}"; do
    [[ $each == --dry-run ]] || words+=("$each")
  done
  rest=("${words[@]}")
  name=$(given run.name)
  name=${name:-aiperf-$(date -u +%Y-%m-%d-%H%M%S)}
  [[ $name =~ ^[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?$ ]] ||
    fail "run.name=$name names the Job, too: take small letters, digits and hyphens, at most 52"
  job_manifest "$name"
  [[ ! $dry_run ]] || exit 0
  command -v kubectl >/dev/null || fail "kubectl is missing; give the manifest above to it where it is"
  job_manifest "$name" | kubectl apply -f - >&2
  echo "${0##*/}: log: kubectl --namespace $namespace logs --follow job/$name" >&2
  echo "${0##*/}: live view: kubectl --namespace $namespace port-forward job/$name 4040:4040, then http://localhost:4040/aiperf/" >&2
  exit 0
fi

# --- Pods by spark-submit -------------------------------------------------------------------------------------------

[[ ${SPARK_HOME:-} ]] || fail "set SPARK_HOME to a Spark 3.5 (Scala 2.12) or 4.0 to 4.3 (Scala 2.13)"
size
spark+=(--master "$master" --name aiperf --num-executors "$executors"
  --conf "spark.kubernetes.container.image=$image"
  --conf "spark.kubernetes.namespace=$namespace"
  --conf "spark.kubernetes.authenticate.driver.serviceAccountName=$account"
  --conf "spark.kubernetes.driver.podTemplateFile=$here/kubernetes/driver.yaml"
  --conf "spark.kubernetes.executor.podTemplateFile=$template")
# /cache is the home of the image's user, where data.cache-directory begins.
if [[ $cache ]]; then
  spark+=(--conf spark.kubernetes.executor.volumes.hostPath.cache.mount.path=/cache
    --conf "spark.kubernetes.executor.volumes.hostPath.cache.options.path=$cache")
elif [[ " ${volumes[*]} " != *':/cache '* ]]; then
  spark+=(--conf spark.kubernetes.executor.volumes.emptyDir.cache.mount.path=/cache)
fi
for ((i = 0; i < ${#volumes[@]}; i++)); do
  for each in driver executor; do
    [[ $each == executor || $mode == cluster ]] || continue
    claim=spark.kubernetes.$each.volumes.persistentVolumeClaim.volume-$i
    spark+=(--conf "$claim.mount.path=${volumes[i]#*:}" --conf "$claim.options.claimName=${volumes[i]%%:*}")
  done
done
if ((gpus > 0)); then
  spark+=(--conf spark.executor.resource.gpu.vendor=nvidia.com
    --conf spark.executor.resource.gpu.discoveryScript=/opt/aiperf/submit/get-gpus.sh)
fi
spark+=(--libraries local:/opt/aiperf)
if [[ $mode == client || $dry_run ]]; then
  exec "$here/aiperf" "${spark[@]}" "$command" "${rest[@]}"
fi

# Why a pod waits in a way that does not pass by itself; nothing if it does not.
stuck() {
  kubectl --namespace "$namespace" get pod "$1" -o 'jsonpath={.status.containerStatuses[*].state.waiting.reason}' \
    2>/dev/null | tr ' ' '\n' | grep -E '^(ErrImagePull|ImagePullBackOff|InvalidImageName|CreateContainerConfigError)$' |
    head -n 1
}

# Removes a pod that cannot start, which ends its spark-submit, and says why in the file `verdict`.
watch_pod() {
  local reason
  while sleep 2; do
    reason=$(stuck "$1") || continue
    echo "the driver's pod cannot start: $reason; does the image $image exist, and may the namespace $namespace pull it?" >"$2"
    kubectl --namespace "$namespace" delete pod "$1" >/dev/null 2>&1 || true
    return
  done
}

# spark-submit ends well whatever became of the driver, and prints how its container ended. It waits for an image for ever.
pod=aiperf-$(date -u +%Y-%m-%d-%H%M%S)-$$-driver
echo "${0##*/}: live view: kubectl --namespace $namespace port-forward $pod 4040:4040, then http://localhost:4040/aiperf/" >&2
kept=$(mktemp -d)
watcher=
trap 'rm -r "$kept"; [[ ! $watcher ]] || kill "$watcher" 2>/dev/null || true' EXIT
if command -v kubectl >/dev/null; then
  watch_pod "$pod" "$kept/verdict" &
  watcher=$!
fi
set +e
"$here/aiperf" "${spark[@]}" --conf "spark.kubernetes.driver.pod.name=$pod" "$command" "${rest[@]}" 2>&1 | tee "$kept/log"
code=${PIPESTATUS[0]}
set -e
[[ ! -s $kept/verdict ]] || fail "$(cat "$kept/verdict")"
if ((code > 0)) || [[ " ${rest[*]}" == *spark.kubernetes.submission.waitAppCompletion=false* ]]; then
  exit "$code"
fi
code=$(sed -nE 's/.*exit code: ([0-9]+).*/\1/p' "$kept/log" | tail -n 1)
if [[ ! $code ]] && command -v kubectl >/dev/null; then
  code=$(kubectl --namespace "$namespace" get pod "$pod" \
    -o 'jsonpath={.status.containerStatuses[0].state.terminated.exitCode}' 2>/dev/null) || code=
fi
[[ $code ]] || fail "how the driver ended is not known: kubectl --namespace $namespace logs $pod"
if ((code > 0)) && command -v kubectl >/dev/null; then
  # Its own sentence, or what else it said last.
  last=$(kubectl --namespace "$namespace" logs --tail 20 "$pod" 2>/dev/null) || last=
  grep '^aiperf:' <<<"$last" >&2 || tail -n 3 <<<"$last" >&2
  echo "${0##*/}: the driver ended with exit code $code; its log: kubectl --namespace $namespace logs $pod" >&2
fi
exit "$code"
