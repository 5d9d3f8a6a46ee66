#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Tells Spark which GPUs a process here has, in the form that spark.*.resource.gpu.discoveryScript wants. Addresses are
# numbers from 0 in the order in which CUDA counts, which is what training libraries take.
#   CUDA_VISIBLE_DEVICES   only these, as CUDA understands it: indices, GPU-... and MIG-... identifiers
#   AIPERF_GPUS=0,1        these addresses instead; for machines without NVIDIA's tools
set -euo pipefail

# A pod's last words reach whoever asks Kubernetes for them; elsewhere standard error has to do.
fail() {
  echo "get-gpus.sh: $*" >&2
  [[ ! -w /dev/termination-log ]] || echo "get-gpus.sh on ${HOSTNAME:-this machine}: $*" >/dev/termination-log
  exit 1
}

listed() {
  command -v nvidia-smi >/dev/null ||
    fail "no nvidia-smi here; install NVIDIA's driver, or set AIPERF_GPUS to the addresses of the GPUs"
  local output
  output=$(nvidia-smi "$@") ||
    fail "nvidia-smi lists no GPUs: $(head -n 1 <<<"$output"); repair NVIDIA's driver, or set AIPERF_GPUS to the addresses of the GPUs"
  echo "$output"
}

# How many entries of CUDA_VISIBLE_DEVICES count: CUDA stops at the first one that is no GPU, and gives a process a single
# instance of MIG.
visible() {
  local known each count=0 mig=''
  known=$(listed -L) || exit 1
  for each in ${CUDA_VISIBLE_DEVICES//,/ }; do
    case $each in
      MIG-*) mig=yes ;;
      GPU-*) [[ $known == *"UUID: $each"* ]] || break ;;
      *) [[ $each =~ ^[0-9]+$ && $known == *"GPU $each:"* ]] || break ;;
    esac
    [[ $each != MIG-* || $known == *"UUID: $each"* ]] || break
    count=$((count + 1))
  done
  if [[ $mig ]] && ((count > 1)); then
    echo "get-gpus.sh: a process uses one instance of MIG, the first of CUDA_VISIBLE_DEVICES=$CUDA_VISIBLE_DEVICES; start an executor for each" >&2
    count=1
  fi
  ((count > 0)) || fail "CUDA_VISIBLE_DEVICES=$CUDA_VISIBLE_DEVICES hides all GPUs of this machine; name some that nvidia-smi -L lists, or unset it"
  seq 0 $((count - 1))
}

if [[ ${AIPERF_GPUS+set} ]]; then
  addresses=${AIPERF_GPUS//,/ }
elif [[ ${CUDA_VISIBLE_DEVICES+set} ]]; then
  addresses=$(visible)
else
  table=$(listed --query-gpu=index,mig.mode.current --format=csv,noheader)
  [[ $table != *Enabled* ]] ||
    fail "GPUs here are divided by MIG; set CUDA_VISIBLE_DEVICES to one instance, MIG-..., as nvidia-smi -L lists them, for each executor"
  addresses=$(cut -d, -f1 <<<"$table")
fi

list=
for address in $addresses; do
  [[ $address =~ ^[0-9]+$ ]] || fail "$address is no index of a GPU"
  list+=",\"$address\""
done
[[ $list ]] || fail "there is no GPU here; AIPERF_GPUS or nvidia-smi names none"
echo "{\"name\": \"gpu\", \"addresses\": [${list#,}]}"
