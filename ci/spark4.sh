#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A run of some seconds on a cluster of Spark 4, by the application that was built for both lines: ci/spark4.sh
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -B -ntp -q -Dspark.line=4 invoker:run@spark-home
SPARK_HOME=$PWD/target/spark4-home SPARK_LOCAL_IP=127.0.0.1 submit/aiperf run --master 'local-cluster[2,1,1024]' \
  --conf spark.executor.memory=1g --native-memory 1g --config smoke --set run.name=spark4
