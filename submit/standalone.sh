#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Usage: SPARK_HOME=... submit/standalone.sh --master spark://HOST:7077 [OPTION...] [COMMAND] [OPTION OF THE COMMAND...]
# Runs AIPerf on a standalone Spark cluster. For GPUs each worker has to be started with
#   SPARK_WORKER_OPTS="-Dspark.worker.resource.gpu.amount=N -Dspark.worker.resource.gpu.discoveryScript=/.../get-gpus.sh"
# Example: submit/standalone.sh --master spark://head:7077 --executors 4 --set run.directory=hdfs:///aiperf/runs
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=cluster.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/cluster.sh"

master=
own_option() {
  if [[ $1 == --master ]]; then
    (($# > 1)) || fail "$1 needs a value"
    master=$2 taken=2
  fi
}

read_options "$@"
[[ ${SPARK_HOME:-} ]] || fail "set SPARK_HOME to a Spark 3.5 (Scala 2.12) or 4.0 to 4.3 (Scala 2.13)"
[[ $master == spark://* ]] || fail "--master ${master:-is missing}: expected spark://HOST:PORT"
size
# A standalone master gives out cores until the total is reached; that makes the number of executors.
spark+=(--master "$master" --total-executor-cores "$((executors * trials * cpus_per_trial))")
exec "$here/aiperf" "${spark[@]}" "$command" "${rest[@]}"
