#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What a continuous integration of your own would call: scripts, build, tests, and a run of a few seconds whose history
# and report are kept in target/smoke. Needs JDK 17 and Maven; shellcheck, g++ and Jupyter are used if they are
# there.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

if command -v shellcheck >/dev/null; then
  shellcheck -x submit/aiperf submit/*.sh notebooks/*.sh ci/*.sh ci/*/*.sh .ci/run
else
  echo "check: shellcheck is not installed; the scripts were not checked" >&2
fi

if command -v g++ >/dev/null; then
  mkdir -p target
  g++ -O1 -w -o target/emulate ci/gpu/emulate.cpp
  target/emulate
else
  echo "check: g++ is not installed; the GPU's kernel was not emulated" >&2
fi

mvn -B -ntp verify
ci/notebooks.sh

rm -rf target/smoke
submit/aiperf run --config smoke --set run.directory=target/smoke --set run.name=smoke
submit/aiperf history target/smoke/smoke
submit/aiperf report target/smoke/smoke

# The benchmarks of code, which nothing else compiles.
mvn -B -ntp -q -Pjmh -DskipTests test-compile
