#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs search strategies for real, each with several seeds, and prints the best accuracy after some trials: mean over the
# seeds and spread. bayesian is by expected improvement; annealed and expected-improvement-per-operation are the other
# acquisitions. Runs that are there already are not run again, so that it goes on where it was stopped.
#
#   ci/compare-strategies.sh [--config FILE] [--trials N] [--seeds "1 2 3"] [--strategies "random evolution bayesian annealed"]
#                            [--directory DIRECTORY] [--set KEY=VALUE]...
set -euo pipefail
home=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
config=hour
trials=160
seeds="1 2 3"
strategies="random evolution bayesian annealed"
directory=$PWD/runs/strategies
sets=()
while [[ $# -gt 0 ]]; do
  [[ $# -gt 1 ]] || { echo "compare-strategies: $1 needs a value" >&2; exit 2; }
  case $1 in
    --config) config=$2 ;;
    --trials) trials=$2 ;;
    --seeds) seeds=$2 ;;
    --strategies) strategies=$2 ;;
    --directory) directory=$2 ;;
    --set) sets+=(--set "$2") ;;
    *)
      echo "compare-strategies: unknown option $1; there are --config, --trials, --seeds, --strategies, --directory and --set" >&2
      exit 2
      ;;
  esac
  shift 2
done
aiperf=${AIPERF:-$home/submit/aiperf}
mkdir -p "$directory"
directory=$(cd "$directory" && pwd)

for seed in $seeds; do # seed by seed, so that an early stop leaves all strategies with as many
  for strategy in $strategies; do
    run=$strategy-$seed
    case $strategy in
      bayesian) search=(--set search.strategy=bayesian --set search.acquisition=expected-improvement) ;;
      annealed | expected-improvement-per-operation) search=(--set search.strategy=bayesian --set "search.acquisition=$strategy") ;;
      *) search=(--set "search.strategy=$strategy") ;;
    esac
    if [[ ! -f $directory/$run.csv/trials.csv ]]; then
      rm -rf "${directory:?}/$run"
      "$aiperf" run --config "$config" "${search[@]}" --set "run.seed=$seed" --set "run.trials=$trials" \
        --set "run.directory=$directory" --set "run.name=$run" "${sets[@]}" >"$directory/$run.log" 2>&1 ||
        { echo "compare-strategies: $run failed; see $directory/$run.log" >&2; exit 1; }
      "$aiperf" history export "$directory/$run" --format csv --output "$directory/$run.csv" >/dev/null
    fi
  done
done

python3 - "$directory" "$trials" "$seeds" "$strategies" <<'PYTHON'
import csv
import statistics
import sys

csv.field_size_limit(1 << 27)
directory, trials = sys.argv[1], int(sys.argv[2])
seeds, strategies = sys.argv[3].split(), sys.argv[4].split()
marks = sorted({max(1, round(trials * part / 4)) for part in (1, 2, 3, 4)})


def finished(strategy, seed):
    with open(f"{directory}/{strategy}-{seed}.csv/trials.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["state"] == "finished"]
    return sorted(rows, key=lambda row: row["end"])


print("best accuracy in % after so many trials: mean over the seeds, and standard deviation")
print(f"{'strategy':<34}", *(f"{mark:>14}" for mark in marks), " no gain in the last third", " one kind", sep="")
for strategy in strategies:
    runs = [finished(strategy, seed) for seed in seeds]
    cells = []
    for mark in marks:
        best = [100 * max(float(row["accuracy"]) for row in run[:mark]) for run in runs if run]
        spread = statistics.stdev(best) if len(best) > 1 else 0
        cells.append(f"{statistics.mean(best):8.2f} +-{spread:4.2f}")
    late = [row for run in runs for row in run[len(run) - len(run) // 3 :] if row["gain"]]
    gainless = sum(float(row["gain"]) <= 0 for row in late)
    kinds = {}
    for run in runs:
        for row in run:
            for morph in row["morphs"].split():
                kind = morph.split("(")[0]
                kinds[kind] = kinds.get(kind, 0) + 1
    commonest = max(kinds, key=kinds.get) if kinds else "none"
    share = kinds.get(commonest, 0) / max(sum(kinds.values()), 1)
    print(f"{strategy:<34}", *cells, f"{gainless:>10} of {len(late):<12}", f"{commonest} {share:.0%}", sep=" ")
PYTHON
