#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Prints, one a line, the jars of AIPerf that a Spark installation does not bring:
#   submit/libraries.sh DIRECTORY_OF_AIPERF_JARS DIRECTORY_OF_SPARK_JARS
set -euo pipefail
(($# == 2)) || { echo "usage: ${0##*/} AIPERF_JARS SPARK_JARS" >&2; exit 2; }

# Name of a jar's artifact, without the version of Scala, of which a JVM holds one. Deeplearning4j has a guava of its own, with other classes in it than Spark's.
artifact() {
  local name=${1##*/}
  name=${name%%-[0-9]*}
  [[ $1 == *-1.0.0-M2* ]] && echo "dl4j:$name" || echo "${name%_2.1[0-9]}"
}

declare -A present=()
for jar in "$2"/*.jar; do
  present[$(artifact "$jar")]=yes
done
for jar in "$1"/*.jar; do
  [[ ${present[$(artifact "$jar")]:-} ]] || echo "$jar"
done
