# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# A run whose executors and drivers are killed (kill -9), one after another. Sourced by checks, which define
#   drive LOG [OPTION...]   becomes a driver of the run, which writes into LOG
#   lines                   prints the lines of its history, oldest first
#   executors               prints the ids of its executors' processes; $driver is that of the driver

# The trials of a history on standard input that came to their own end, one a line.
ended() {
  grep '"type":"trial-ended"' | grep -E '"state":"(FINISHED|FAILED)"' | grep -o '"trial":"[0-9]*"' || true
}

# SECONDS LOG: how many trials its driver had told of so long before its last word.
told() {
  awk -v margin="$1" '$3 == "trials:" { split($1, at, ":"); time[++n] = 60 * at[1] + at[2]; done[n] = $4 }
    END { for (i = n; i > 0 && time[i] > time[n] - margin; i--); print 0 + done[i] }' "$2"
}

# DIRECTORY TRIALS SECONDS RUN WHO...: RUN with so many trials; each WHO (executor or driver) dies after another two have
# ended. Fails if a trial is lost that a driver told of more than SECONDS before it died, or one counts twice.
kills() {
  local place=$1 trials=$2 margin=$3 run=$4 who goal=2 attempt=1 driver code each
  rm -f "$place"/driver-*.log "$place"/history-*
  drive "$place/driver-1.log" --config smoke --set "run.name=${run##*/}" --set "run.directory=${run%/*}" \
    --set "run.trials=$trials" --set 'run.duration=20 m' --set 'run.progress-interval=0.5 s' &
  driver=$!
  for who in "${@:5}"; do
    until (($(lines | ended | wc -l) >= goal)); do
      kill -0 "$driver" 2>/dev/null || {
        tail -n 20 "$place/driver-$attempt.log" >&2
        return 1
      }
      sleep 0.5
    done
    if [[ $who == executor ]]; then
      executors | shuf -n 1 | xargs kill -9
    else
      kill -9 "$driver"
      wait "$driver" 2>/dev/null || true
    fi
    lines >"$place/history-$attempt"
    goal=$(ended <"$place/history-$attempt" | wc -l)
    echo "check: killed one $who; $goal trials are in the history" >&2
    if [[ $who == driver ]]; then
      each=$(told "$margin" "$place/driver-$attempt.log")
      echo "check: driver $attempt had told of $(told 0 "$place/driver-$attempt.log"), $margin s before of $each" >&2
      ((goal >= each)) || return 1
      attempt=$((attempt + 1))
      drive "$place/driver-$attempt.log" --resume "$run" &
      driver=$!
    fi
    goal=$((goal + 2))
  done
  wait "$driver" && code=0 || code=$?
  lines >"$place/history-$attempt"
  each=$(ended <"$place/history-$attempt" | sort | uniq -d)
  echo "check: exit code $code; $(ended <"$place/history-$attempt" | sort -u | wc -l) of $trials trials have ended; twice: ${each:-none}" >&2
  [[ $code == 0 && ! $each && $(ended <"$place/history-$attempt" | wc -l) == "$trials" ]] || return 1
  for each in "$place"/history-*; do # what was there has not changed
    cmp -n "$(stat -c %s "$each")" "$each" "$place/history-$attempt"
  done
}
