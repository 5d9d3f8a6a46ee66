#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Records the runs in samples/ again and renews the output of the notebooks. To be done when the format of the history
# changes; on a quiet machine of two cores or more it takes some minutes. Needs Jupyter, see ci/notebooks.sh.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

runs=$(mktemp -d)
trap 'rm -r "$runs"' EXIT

record() {
  local name=$1
  shift
  submit/aiperf run --config embedded --set run.directory="$runs" --set run.name="$name" "$@"
  mkdir -p "notebooks/samples/$name"
  rm -rf "notebooks/samples/$name/history"
  cp -r "$runs/$name/history" "notebooks/samples/$name/history"
}

record embedded
record one-slot --set run.concurrency=1
# More trials, on fewer images: the search has something to learn from.
record search --set run.trials=40 --set data.train-limit=3000

ci/notebooks.sh --install --in-place
