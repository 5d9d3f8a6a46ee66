#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Tells Spark which GPUs a machine or container has, in the form that spark.*.resource.gpu.discoveryScript wants.
#   AIPERF_GPUS=0,1   these instead of what nvidia-smi lists; for machines without NVIDIA's tools
set -euo pipefail

if [[ ${AIPERF_GPUS+set} ]]; then
  indices=${AIPERF_GPUS//,/ }
else
  command -v nvidia-smi >/dev/null ||
    { echo "get-gpus.sh: no nvidia-smi here; install NVIDIA's driver, or set AIPERF_GPUS to the indices of the GPUs" >&2; exit 1; }
  indices=$(nvidia-smi --query-gpu=index --format=csv,noheader)
fi

addresses=
for index in $indices; do
  [[ $index =~ ^[0-9]+$ ]] || { echo "get-gpus.sh: $index is no index of a GPU" >&2; exit 1; }
  addresses+=",\"$index\""
done
echo "{\"name\": \"gpu\", \"addresses\": [${addresses#,}]}"
