#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Checks the edit distance of a build with -Dcuda (mvn -B -ntp -Dcuda -DskipTests package): all back ends agree, and how
# many pairs a second each computes. Needs a GPU, its driver and the CUDA 11 runtime, no network; takes two minutes. Fails if
# a back end is off or there is none for CUDA.
#
#   --emulated   no GPU: g++ makes a driver that emulates one, slowly; for the Java side of the back end
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

size=(--queries 112 --history 10000 --seconds 5)
if [[ ${1:-} == --emulated ]]; then
  size=(--queries 3 --history 20 --seconds 1)
  drivers=$PWD/target/emulated
  mkdir -p "$drivers"
  g++ -O1 -w -DDRIVER -shared -fPIC -Wl,-soname,libcuda.so.1 -o "$drivers/libcuda.so.1" ci/gpu/emulate.cpp
  echo 'libcudart.so.11.0 { global: *; };' >"$drivers/versions"
  g++ -shared -fPIC -x c++ /dev/null -Wl,-soname,libcudart.so.11.0 -Wl,--version-script="$drivers/versions" \
    -o "$drivers/libcudart.so.11.0"
  export LD_LIBRARY_PATH=$drivers
fi

table=$(submit/aiperf bench distances "${size[@]}")
echo "$table"
grep -q '^cuda ' <<<"$table" || {
  echo "check: no CUDA back end; the warning above says why" >&2
  exit 1
}
