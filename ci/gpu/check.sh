#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Looks at the GPUs of a machine and measures what AIPerf does on them, without a network: README.md beside this file says
# what to bring along. Prints tables, writes everything as JSON, and fails in the end if a back end of the edit distance is
# off or there is none for CUDA. A library that cannot train on these GPUs is no failure; the JSON has its
# reason. Some minutes.
#
#   --output FILE   where the JSON goes; default target/gpu.json
#   --emulated      no GPU: g++ makes a driver that emulates one, slowly; for the Java side of the edit distance
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

fail() {
  echo "check: $*" >&2
  exit 1
}

output=target/gpu.json
emulated=
while (($# > 0)); do
  case $1 in
    --output) output=${2:?check: --output needs a file} && shift ;;
    --output=*) output=${1#*=} ;;
    --emulated) emulated=yes ;;
    *) fail "$1 is no option; there are --output FILE and --emulated" ;;
  esac
  shift
done
mkdir -p "$(dirname "$output")"

size=(--queries 112 --history 10000 --seconds 5)
if [[ $emulated ]]; then
  size=(--queries 3 --history 20 --seconds 1)
  drivers=$PWD/target/emulated
  mkdir -p "$drivers"
  g++ -O1 -w -DDRIVER -shared -fPIC -Wl,-soname,libcuda.so.1 -o "$drivers/libcuda.so.1" ci/gpu/emulate.cpp
  echo 'libcudart.so.11.0 { global: *; };' >"$drivers/versions"
  g++ -shared -fPIC -x c++ /dev/null -Wl,-soname,libcudart.so.11.0 -Wl,--version-script="$drivers/versions" \
    -o "$drivers/libcudart.so.11.0"
  export LD_LIBRARY_PATH=$drivers
fi

# A text as a JSON string.
quoted() {
  printf '"%s"' "$(tr '\n\t' '  ' <<<"$1" | sed 's/[[:cntrl:]]//g; s/\\/\\\\/g; s/"/\\"/g; s/ *$//')"
}

# What nvidia-smi says of each GPU.
devices() {
  local index name driver memory capability separator=''
  [[ ! $emulated ]] || return 0
  nvidia-smi --query-gpu=index,name,driver_version,memory.total,compute_cap --format=csv,noheader |
    while IFS=, read -r index name driver memory capability; do
      printf '%s\n    {"index": %d, "name": %s, "driver": %s, "memory": %s, "computeCapability": %s}' "$separator" \
        "$index" "$(quoted "${name# }")" "$(quoted "${driver# }")" "$(quoted "${memory# }")" "$(quoted "${capability# }")"
      separator=,
    done
}

# One library, arithmetic and set of GPUs: the rates, or why there are none.
training() {
  local result=$temporary/training.json errors=$temporary/errors
  printf '    {"backend": "%s", "precision": "%s", "gpus": [%s], ' "$1" "$2" "$3"
  if submit/aiperf bench backends --backends "$1" --precision "$2" --gpus "$3" --json >"$result" 2>"$errors"; then
    printf '"networks": %s}' "$(<"$result")"
  else
    grep -m 1 '^aiperf: ' "$errors" >"$temporary/reason" || tail -n 1 "$errors" >"$temporary/reason"
    echo "training with $1 in $2 on $3: $(<"$temporary/reason")" >&2
    printf '"problem": %s}' "$(quoted "$(<"$temporary/reason")")"
  fi
}

trainings() {
  local all gpus backend precision separator=''
  [[ ! $emulated ]] || return 0
  all=$(nvidia-smi --query-gpu=index --format=csv,noheader | paste -sd,)
  for gpus in $(printf '%s\n' "${all%%,*}" "$all" | uniq); do
    for backend in DL4J LIBTORCH; do
      for precision in FP32 FP16; do
        printf '%s\n' "$separator"
        training "$backend" "$precision" "$gpus"
        separator=,
      done
    done
  done
}

if [[ ! $emulated ]] && ! nvidia-smi >/dev/null; then
  fail "nvidia-smi sees no GPU here; install NVIDIA's driver, or try --emulated"
fi
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT

failed=
submit/aiperf bench distances "${size[@]}" --json >"$temporary/distances.json" 2>"$temporary/warnings" ||
  failed="the back ends of the edit distance do not agree"
cat "$temporary/distances.json"
grep -q '"cuda"' "$temporary/distances.json" ||
  failed="there is no edit distance on the GPU: $(grep -v '^WARNING: Using incubator' "$temporary/warnings" || true)"

{
  printf '{\n  "time": "%s",\n  "machine": %s,\n' "$(date -u +%FT%TZ)" "$(quoted "$(uname -srm)")"
  printf '  "emulated": %s,\n' "$([[ $emulated ]] && echo true || echo false)"
  printf '  "devices": [%s\n  ],\n' "$(devices)"
  printf '  "distances": %s,\n' "$(<"$temporary/distances.json")"
  printf '  "training": [%s\n  ]\n}\n' "$(trainings)"
} >"$output"
echo "Written to $output"
[[ ! $failed ]] || fail "$failed"
