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
for notebook in notebooks/*.ipynb; do # one by one: nbconvert would take the first one's kernel for all
  notebooks/open.sh -- jupyter nbconvert --to notebook --execute "${to[@]}" --ExecutePreprocessor.timeout=300 \
    --ExecutePreprocessor.startup_timeout=300 --ExecutePreprocessor.record_timing=False --CoalesceStreamsPreprocessor.enabled=True "./${notebook##*/}"
done
