#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Executes all notebooks without a window and keeps what comes out in target/notebooks/executed; a cell that fails ends it.
# Without Jupyter it says so and does nothing. ci/notebooks.sh --install gets Jupyter and PySpark first; --in-place
# writes the output into the notebooks themselves, as they are shipped.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

install=no
to=(--output-dir "$PWD/target/notebooks/executed")
for option in "$@"; do
  case $option in
    --install) install=yes ;;
    --in-place) to=(--inplace) ;;
    *)
      echo "notebooks: unknown option $option; there are --install and --in-place" >&2
      exit 2
      ;;
  esac
done

if [[ $install == no ]] && ! notebooks/open.sh --check; then
  echo "notebooks: Jupyter with PySpark is not installed; the notebooks were not executed" >&2
  exit 0
fi
log=$(mktemp)
trap 'rm "$log"' EXIT

execute() {
  notebooks/open.sh -- jupyter nbconvert --to notebook --execute "${to[@]}" --ExecutePreprocessor.timeout=300 \
    --ExecutePreprocessor.startup_timeout=300 --ExecutePreprocessor.record_timing=False \
    --CoalesceStreamsPreprocessor.enabled=True "./$1" 2>&1 | tee "$log" >&2
}

for notebook in notebooks/*.ipynb; do # one by one: nbconvert would take the first one's kernel for all
  for start in 1 2 3; do
    execute "${notebook##*/}" && break
    # A kernel whose port somebody else took meanwhile never answers; a cell that fails is no such case.
    if ((start == 3)) || ! grep -q "Kernel died before replying\|Kernel didn't respond in" "$log"; then
      exit 1
    fi
    echo "notebooks: the kernel of $notebook did not start; once more" >&2
  done
done
