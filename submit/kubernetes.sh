#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Usage: SPARK_HOME=... submit/kubernetes.sh --master k8s://https://HOST:PORT --image IMAGE [OPTION...] [COMMAND] [...]
# Runs AIPerf on Kubernetes, in pods of an image made by submit/Dockerfile.
#   --image IMAGE            the image; see submit/Dockerfile
#   --namespace NAME         where the pods run; default aiperf, as in submit/kubernetes/rbac.yaml
#   --service-account NAME   who may start pods; default aiperf, as in submit/kubernetes/rbac.yaml
#   --cache DIRECTORY        a directory on a local disk of every node, owned by user 185, where the data set stays from
#                            run to run; without it each executor has a cache of its own that ends with its pod
#   --pod-template FILE      the executors' pods; default submit/kubernetes/executor.yaml, or executor-gpu.yaml with GPUs
# In client mode the driver runs here, and pods have to reach it: --conf spark.driver.host=ADDRESS if they cannot by name.
# In cluster mode all output is in the driver's log: kubectl --namespace aiperf logs --follow POD. A settings file of
# yours (--config FILE, up to 1 MiB) travels in the driver's ConfigMap; it may include presets, but no other files.
# Example: submit/kubernetes.sh --master k8s://https://10.0.0.1:6443 --image registry/aiperf:0.1.0 --deploy-mode cluster \
#   --executors 8 --set data.location=hdfs://namenode/imagenet --set run.directory=hdfs://namenode/aiperf/runs
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=cluster.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/cluster.sh"

master='' image='' namespace=aiperf account=aiperf cache='' template=''
own_option() {
  case $1 in
    --master | --image | --namespace | --service-account | --cache | --pod-template)
      (($# > 1)) || fail "$1 needs a value"
      taken=2
      case $1 in
        --master) master=$2 ;;
        --image) image=$2 ;;
        --namespace) namespace=$2 ;;
        --service-account) account=$2 ;;
        --cache) cache=$2 ;;
        --pod-template) template=$2 ;;
      esac
      ;;
  esac
}

read_options "$@"
[[ ${SPARK_HOME:-} ]] || fail "set SPARK_HOME to a Spark 3.5 installation (Scala 2.12)"
[[ $master == k8s://* ]] || fail "--master ${master:-is missing}: expected k8s://https://HOST:PORT"
[[ $image ]] || fail "--image is missing; build one with submit/Dockerfile"
[[ ! $cache || $cache == /* ]] || fail "--cache $cache: expected an absolute path, the same on every node"
if [[ ! $template ]]; then
  template=$here/kubernetes/executor.yaml
  ((gpus == 0)) || template=$here/kubernetes/executor-gpu.yaml
fi
[[ -r $template ]] || fail "--pod-template $template cannot be read"
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
else
  spark+=(--conf spark.kubernetes.executor.volumes.emptyDir.cache.mount.path=/cache)
fi
if ((gpus > 0)); then
  spark+=(--conf spark.executor.resource.gpu.vendor=nvidia.com
    --conf spark.executor.resource.gpu.discoveryScript=/opt/aiperf/submit/get-gpus.sh)
fi
spark+=(--libraries local:/opt/aiperf)
exec "$here/aiperf" "${spark[@]}" "$command" "${rest[@]}"
