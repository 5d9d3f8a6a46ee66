#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A run on two executors whose history, models and report lie on an object store: a real S3 server (moto) and Hadoop's S3A.
# Five executors and two drivers are killed: only what was ended in a driver's last five seconds may be lost. Needs Python 3
# and Maven, a built project and the Spark 4 that its tests take (mvn -Dspark.line=4 invoker:run@spark-home).
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
# shellcheck source=ci/kills.sh
source ci/kills.sh
work=$PWD/target/s3 port=${PORT:-5577}
export SPARK_HOME=${SPARK_HOME:-$PWD/target/spark4-home} SPARK_LOCAL_IP=127.0.0.1
export AWS_ACCESS_KEY_ID=check AWS_SECRET_ACCESS_KEY=check AWS_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true
[[ -x $SPARK_HOME/bin/spark-submit ]] || { echo "check: no Spark in $SPARK_HOME" >&2; exit 2; }
mkdir -p "$work"
[[ -d $work/jars ]] || mvn -q -B -ntp -f ci/s3/pom.xml dependency:copy-dependencies -DoutputDirectory="$work/jars"
[[ -x $work/venv/bin/moto_server ]] || { python3 -m venv "$work/venv" && "$work/venv/bin/pip" -q install 'moto[server]==5.*'; }

"$work/venv/bin/moto_server" -H 127.0.0.1 -p "$port" >"$work/moto.log" 2>&1 &
trap 'pkill -P $$ || true' EXIT # the server, and the driver of a check that was stopped
store=http://127.0.0.1:$port
until curl -sf -X PUT "$store/bucket" >/dev/null; do sleep 0.2; done

# Names of the history's files, one a line, in the order of their lines.
segments() {
  curl -s "$store/bucket?list-type=2&prefix=runs/check/history/attempt-" | grep -o '<Key>[^<]*' | sed 's/<Key>//' || true
}

# Each is called by ci/kills.sh. The server gives objects only to those who sign.
lines() {
  local each
  for each in $(segments); do
    curl -sf --aws-sigv4 "aws:amz:$AWS_REGION:s3" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" "$store/bucket/$each"
  done
}
drive() {
  exec submit/aiperf run "${options[@]}" "${@:2}" >"$1" 2>&1
}
# shellcheck disable=SC2154 # the driver that kills started
executors() { pgrep -f CoarseGrainedExecutorBackend -P "$driver" || true; }

options=(--master 'local-cluster[2,1,1024]' --conf spark.executor.memory=1g --native-memory 1g
  --jars "$(find "$work/jars" -name '*.jar' ! -name 'slf4j-*' ! -name 'netty-*' | paste -sd,)"
  --conf "spark.hadoop.fs.s3a.endpoint=$store" --conf spark.hadoop.fs.s3a.path.style.access=true
  --conf spark.hadoop.fs.s3a.input.stream.type=classic)
# Segments are closed every 5 s; progress lines know whole seconds.
kills "$work" 24 6 s3a://bucket/runs/check executor executor driver executor executor driver executor
segments
