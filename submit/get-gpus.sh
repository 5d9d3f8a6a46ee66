#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Tells Spark which GPUs a machine or container has, in the form that spark.*.resource.gpu.discoveryScript wants.
#   AIPERF_GPUS=0,1   these instead of what nvidia-smi lists; for machines without NVIDIA's tools
set -euo pipefail

# A pod's last words reach whoever asks Kubernetes for them; elsewhere standard error has to do.
fail() {
  echo "get-gpus.sh: $*" >&2
  [[ ! -w /dev/termination-log ]] || echo "get-gpus.sh on ${HOSTNAME:-this machine}: $*" >/dev/termination-log
  exit 1
}

if [[ ${AIPERF_GPUS+set} ]]; then
  indices=${AIPERF_GPUS//,/ }
else
  command -v nvidia-smi >/dev/null ||
    fail "no nvidia-smi here; install NVIDIA's driver, or set AIPERF_GPUS to the indices of the GPUs"
  indices=$(nvidia-smi --query-gpu=index --format=csv,noheader) ||
    fail "nvidia-smi lists no GPUs: $(head -n 1 <<<"$indices")"
fi

addresses=
for index in $indices; do
  [[ $index =~ ^[0-9]+$ ]] || fail "$index is no index of a GPU"
  addresses+=",\"$index\""
done
echo "{\"name\": \"gpu\", \"addresses\": [${addresses#,}]}"
