#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Changes good files at random and reads them, more often than the build does: ci/fuzz.sh [INPUTS [SEED]].
# Without a seed it takes one by the time and says which, so that a finding can be repeated.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
inputs=${1:-100000} seed=${2:-$(date +%s)}
echo "fuzz: $inputs inputs from seed $seed"
mvn -B -ntp test -Dtest=FuzzTest -Dsurefire.failIfNoSpecifiedTests=false "-Daiperf.fuzz.inputs=$inputs" "-Daiperf.fuzz.seed=$seed"
