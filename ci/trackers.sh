#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Exports a run for TensorBoard and MLflow and reads both back by their own Python packages:
#   ci/trackers.sh RUN
# PYTHON (default python3) needs tensorboard and mlflow-skinny from PyPI.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

run=${1:?a run}
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
submit/aiperf history "$run" --json >"$temporary/trials.json"
submit/aiperf history export "$run" --format tensorboard --output "$temporary/tensorboard" --quiet
submit/aiperf history export "$run" --format mlflow --output "$temporary/mlruns" --quiet
"${PYTHON:-python3}" ci/trackers.py "$temporary"
