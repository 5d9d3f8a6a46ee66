# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# What yarn.sh, kubernetes.sh and standalone.sh share: the size of the executors. Sourced by them.
#
# Options (all have a default):
#   --executors N            executors to ask for; default 2
#   --gpus N                 GPUs of an executor; default 1 for a build for GPUs, else 0
#   --gpus-per-trial N       GPUs that train one network; default 1
#   --trials N               trials at once on an executor without GPUs; default 1
#   --cpus-per-trial N       CPUs of a trial, for training or for decoding images; default 4
#   --executor-memory SIZE   heap of an executor; default 4g
#   --native-memory SIZE     its memory outside the heap, where networks live; default 8g
#   --deploy-mode MODE       client (the driver runs here, default) or cluster
#   --dry-run                print the spark-submit line, and start nothing
#
# All other options go to submit/aiperf: --set, --config, --resume, --conf, --queue and so on. The command is run unless
# another one is given; what stands behind it belongs to it.

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(dirname "$here")

fail() {
  echo "${0##*/}: $*" >&2
  exit 2
}

usage() {
  local script=$1
  sed -n '/^#   --/p; /^# Options/p; /^# All/,/^# another/p' "$here/cluster.sh" | sed 's/^# \?//'
  sed -n '/^# Usage/,/^[^#]/p' "$script" | sed -n 's/^# \?//p'
}

whole() {
  if ! [[ $2 =~ ^[0-9]+$ ]] || (($2 < $3)); then
    fail "$1 $2: expected a whole number of at least $3"
  fi
}

# Whether the application was built for GPUs, with ND4J's library or libtorch.
for_gpus() {
  local lib
  for lib in "$root/target/lib" "$root/lib"; do
    if compgen -G "$lib/nd4j-cuda-*.jar" >/dev/null || compgen -G "$lib/pytorch-*-gpu.jar" >/dev/null; then
      return 0
    fi
  done
  return 1
}

# shellcheck disable=SC2034 # the scripts use them
executors=2 gpus='' gpus_per_trial=1 trials='' cpus_per_trial=4 heap=4g native=8g mode=client dry_run=''
command=run rest=()

# shellcheck disable=SC2034
# Reads the shared options; an option that a script adds is offered to its function own_option first, which sets `taken`
# to the number of words that it used.
read_options() {
  local each
  while (($# > 0)); do
    if [[ $1 == --?*=* ]] && [[ $1 != --set=* && $1 != --conf=* ]]; then
      set -- "${1%%=*}" "${1#*=}" "${@:2}"
    fi
    taken=0
    own_option "$@"
    if ((taken > 0)); then
      shift "$taken"
      continue
    fi
    case $1 in
      --executors | --gpus | --gpus-per-trial | --trials | --cpus-per-trial | --executor-memory | --native-memory | --deploy-mode)
        (($# > 1)) || fail "$1 needs a value"
        case $1 in
          --executors) executors=$2 ;;
          --gpus) gpus=$2 ;;
          --gpus-per-trial) gpus_per_trial=$2 ;;
          --trials) trials=$2 ;;
          --cpus-per-trial) cpus_per_trial=$2 ;;
          --executor-memory) heap=$2 ;;
          --native-memory) native=$2 ;;
          --deploy-mode) mode=$2 ;;
        esac
        shift 2
        ;;
      --dry-run)
        dry_run=yes
        rest+=("$1")
        shift
        ;;
      -h | --help)
        usage "$0"
        exit 0
        ;;
      run | bench | prepare | preflight)
        command=$1
        for each in "${@:2}"; do
          [[ $each != --dry-run ]] || dry_run=yes
        done
        rest+=("${@:2}")
        break
        ;;
      *)
        rest+=("$1")
        shift
        ;;
    esac
  done
  whole --executors "$executors" 1
  [[ $gpus ]] || { for_gpus && gpus=1 || gpus=0; }
  whole --gpus "$gpus" 0
  whole --gpus-per-trial "$gpus_per_trial" 1
  whole --cpus-per-trial "$cpus_per_trial" 1
  [[ $mode == client || $mode == cluster ]] || fail "--deploy-mode $mode: expected client or cluster"
  if ((gpus > 0)); then
    [[ ! $trials ]] || fail "--trials is for executors without GPUs; the GPUs say how many trials run at once"
    ((gpus % gpus_per_trial == 0)) ||
      fail "--gpus $gpus cannot be shared out to trials of --gpus-per-trial $gpus_per_trial; give a multiple of it"
    trials=$((gpus / gpus_per_trial))
  else
    trials=${trials:-1}
    whole --trials "$trials" 1
  fi
}

# The options of spark-submit that say what an executor is.
size() {
  spark=(--deploy-mode "$mode" --executor-cores "$((trials * cpus_per_trial))" --executor-memory "$heap"
    --native-memory "$native" --conf "spark.task.cpus=$cpus_per_trial")
  ((gpus == 0)) || spark+=(--conf "spark.executor.resource.gpu.amount=$gpus"
    --conf "spark.task.resource.gpu.amount=$gpus_per_trial")
}
