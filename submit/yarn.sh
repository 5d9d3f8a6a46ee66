#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Usage: SPARK_HOME=... HADOOP_CONF_DIR=... submit/yarn.sh [OPTION...] [COMMAND] [OPTION OF THE COMMAND...]
# Runs AIPerf on YARN.
#   --libraries DIRECTORY    a directory of HDFS, such as hdfs:///aiperf, for a zip of AIPerf's libraries, put there if it
#                            is not. Nodes keep it between runs. Without it every run uploads the libraries.
# Example: submit/yarn.sh --executors 8 --set data.location=hdfs:///data/imagenet --set run.directory=hdfs:///aiperf/runs
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=cluster.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/cluster.sh"

libraries=
own_option() {
  if [[ $1 == --libraries ]]; then
    (($# > 1)) || fail "$1 needs a value"
    libraries=$2 taken=2
  fi
}

# Puts the libraries on HDFS under a name that changes with them, and sets `libraries` to it.
publish_libraries() {
  local lib=$root/lib java=${JAVA_HOME:+$JAVA_HOME/bin/} jars hash staging
  [[ ! -d $root/src ]] || lib=$root/target/lib
  [[ -d $lib ]] || fail "$lib is missing; build AIPerf first: mvn -DskipTests package"
  mapfile -t jars < <("$here/libraries.sh" "$lib" "$SPARK_HOME/jars")
  hash=$(cd "$lib" && sha256sum "${jars[@]##*/}" | sha256sum)
  libraries=${libraries%/}/aiperf-libraries-${hash:0:16}.zip
  if [[ $dry_run ]] || hdfs -test -e "$libraries"; then
    return
  fi
  echo "${0##*/}: putting the libraries on $libraries" >&2
  staging=$(mktemp -d)
  (cd "$lib" && "${java}jar" --create --no-compress --no-manifest --file "$staging/libraries.zip" "${jars[@]##*/}")
  hdfs -mkdir -p "${libraries%/*}"
  hdfs -put "$staging/libraries.zip" "$libraries.$$"
  hdfs -mv "$libraries.$$" "$libraries"
  hdfs -chmod 644 "$libraries"
  rm -r "$staging"
}

hdfs() {
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "${HADOOP_CONF_DIR:-$YARN_CONF_DIR}:$SPARK_HOME/jars/*" org.apache.hadoop.fs.FsShell "$@"
}

read_options "$@"
[[ ${SPARK_HOME:-} ]] || fail "set SPARK_HOME to a Spark 3.5 (Scala 2.12) or 4.0 to 4.3 (Scala 2.13)"
[[ ${HADOOP_CONF_DIR:-}${YARN_CONF_DIR:-} ]] || fail "set HADOOP_CONF_DIR to the directory of your cluster's yarn-site.xml"
size
spark+=(--master yarn --num-executors "$executors")
if ((gpus > 0)); then
  # YARN never tells which GPUs a container has: each executor looks for itself. It sees its own ones only where the
  # node managers isolate GPUs (cgroups or Docker); elsewhere let one executor have all GPUs of its node.
  spark+=(--files "$here/get-gpus.sh" --conf spark.executor.resource.gpu.discoveryScript=./get-gpus.sh)
fi
if [[ $libraries ]]; then
  publish_libraries
  spark+=(--libraries "$libraries")
fi
exec "$here/aiperf" "${spark[@]}" "$command" "${rest[@]}"
