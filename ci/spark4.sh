#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The application that was built for both lines on a Spark 4: a run of some seconds, then a standalone cluster, on which
# five executors and two drivers of a run are killed. Needs a built project.
# Usage: ci/spark4.sh [VERSION]     a Spark of PyPI's pyspark (450 MB); without it, the one that the tests take
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
# shellcheck source=ci/kills.sh
source ci/kills.sh
version=${1:-} work=$PWD/target/spark${1:-4}
export SPARK_HOME=$PWD/target/spark4-home SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_HOSTNAME=127.0.0.1 SPARK_CONF_DIR=$work/conf
rm -rf "$work/conf" "$work/runs" "$work"/worker*
mkdir -p "$work/conf" "$work/runs"
if [[ $version ]]; then
  [[ -d $work/venv ]] || { python3 -m venv "$work/venv" && "$work/venv/bin/pip" -q install "pyspark==$version"; }
  SPARK_HOME=$(echo "$work"/venv/lib/python*/site-packages/pyspark)
else
  mvn -B -ntp -q -Dspark.line=4 invoker:run@spark-home
fi

submit/aiperf run --master 'local-cluster[2,1,1024]' --conf spark.executor.memory=1g --native-memory 1g \
  --config smoke --set run.directory="$work/runs" --set run.name=smoke

# The REST server, which some versions start by default, knows no secret.
printf 'spark.authenticate true\nspark.authenticate.secret %s\nspark.network.crypto.enabled true\nspark.master.rest.enabled false\n' \
  "$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')" >"$work/conf/spark-defaults.conf"
port=${PORT:-7177} workers=''
trap 'pkill -P $$ || true' EXIT # servers, and the driver of a check that was stopped
"$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "$port" --webui-port 0 \
  >"$work/master.log" 2>&1 &
master=$!
for each in 1 2; do
  "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --cores 1 --memory 2g --webui-port 0 \
    --work-dir "$work/worker$each" "spark://127.0.0.1:$port" >"$work/worker$each.log" 2>&1 &
  workers+=,$!
  until grep -qs 'Successfully registered with master' "$work/worker$each.log"; do
    kill -0 "$!" "$master"
    sleep 0.5
  done
done

# Each is called by ci/kills.sh.
drive() {
  exec submit/standalone.sh --master "spark://127.0.0.1:$port" --executors 2 --gpus 0 --cpus-per-trial 1 --executor-memory 512m \
    --native-memory 1g run "${@:2}" >"$1" 2>&1
}
lines() { cat "$work"/runs/kills/history/attempt-* 2>/dev/null || true; }
executors() { pgrep -f CoarseGrainedExecutorBackend -P "${workers#,}" || true; }
kills "$work" 24 0 "$work/runs/kills" executor executor driver executor executor driver executor
