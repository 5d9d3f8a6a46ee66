#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The first minutes on a machine with a GPU, in one command: what tells most comes first, every step is bounded and its end is
# printed as it comes, and the rest goes on when one fails. Runs in a distribution of a build with -Plibtorch-cuda or
# -Plibtorch-thin, such as pieces.sh packs, read-only, without a network. At most 8 minutes; its exit code is 1 if a step failed.
#
#   --cpu      the same steps on the CPU with smaller networks, to rehearse them
#   PYTHON     a Python with PyTorch, whose CUDA libraries serve both; default python3
#   OUT        where logs and tables go; default out/ here
set -uo pipefail
root=$(dirname "$(dirname "$(dirname "$(readlink -f "$0")")")")
python=${PYTHON:-python3} gpu=yes
[[ ${1:-} != --cpu ]] || gpu=
out=${OUT:-$PWD/out}
mkdir -p "$out" && cd "$out" || exit 2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
[[ ! -x $root/java/bin/java ]] || export JAVA_HOME=$root/java
export AIPERF_PYTHON=$python
paths= # where JavaCPP looks first
if compgen -G "$root/lib/pytorch-*-thin-gpu.jar" >/dev/null; then
  libraries=$("$root/submit/libtorch.sh") || exit 2
  paths=-Dorg.bytedeco.javacpp.pathsFirst=true
else
  libraries=$("$python" -c 'import glob, importlib.util, os
spec = importlib.util.find_spec("torch")
here = os.path.dirname(os.path.dirname(spec.origin)) if spec else ""
print(":".join(sorted(glob.glob(here + "/nvidia/*/lib"))) if here else "")' 2>/dev/null)
fi
export LD_LIBRARY_PATH=$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export AIPERF_JAVA_OPTS="${AIPERF_JAVA_OPTS:-} -Dorg.bytedeco.javacpp.cachedir=$scratch/natives -Daiperf.data.cache-directory=$scratch/cache"
failed=() begun=$SECONDS limit=480

# step NAME SECONDS COMMAND...: its last lines here, all of them in NAME.log.
step() {
  local name=$1 seconds=$2 left=$((limit - SECONDS + begun)) start=$SECONDS status
  shift 2
  if ((left < 10)); then
    echo "=== $name: left out, the $limit s are over"
    failed+=("$name (left out)")
    return 1
  fi
  timeout "$((seconds < left ? seconds : left))" "$@" >"$name.log" 2>&1
  status=$?
  echo "=== $name: exit code $status after $((SECONDS - start)) s, at $((SECONDS - begun)) s"
  grep -v '^WARN' "$name.log" | tail -n "${lines:-4}"
  ((status == 0)) || failed+=("$name")
  return "$status"
}

aiperf() {
  "$root/submit/aiperf" "$@"
}

measure() { # PRECISION NETWORK BATCH SECONDS
  aiperf bench backends --backends LIBTORCH ${gpu:+--gpus 0} --rounds 1 --threads "$threads" --precision "$1" --networks "$2" --batch "$3" --seconds "$4"
}

short() { # NAME OPTION...: a run of two trials in fp32
  local name=$1
  shift
  [[ $gpu ]] || set -- --gpus 0
  aiperf run --config smoke --set "run.directory=$out" --set "run.name=$name" --set run.trials=2 --set training.backend=libtorch \
    --set training.precision=fp32 "$@" --set run.concurrency=1
}

# The losses of the same trials on the CPU and on the GPU: 20 first steps to 2 %, and the epoch's to 10 %.
compare() {
  "$python" - "$out"/cpu-losses/history/*.jsonl "$out"/gpu-losses/history/*.jsonl <<'P'
import json, sys
cpu, gpu = ([r for r in map(json.loads, open(f)) if r["type"] == "epoch-finished" and r.get("firstLosses")] for f in sys.argv[1:3])
bad = not cpu or len(cpu) != len(gpu)
for a, b in zip(cpu[:1], gpu[:1]):  # the second trial's network may follow from other accuracies
    for step, (x, y) in enumerate(zip(a["firstLosses"], b["firstLosses"]), 1):
        off = abs(x - y) / max(abs(x), 1e-3)
        bad |= not off < 0.02
        print(f"step {step}: {x:.6f} on the CPU, {y:.6f} on the GPU, {100 * off:.3f} %")
sys.exit(bad)
P
}

cluster() { # executors of their own, to which Spark assigns the GPU
  local home=$scratch/spark resources=()
  mkdir -p "$home" && ln -sfn "$root/spark" "$home/jars"
  [[ ! $gpu ]] || resources=(-Dspark.executor.resource.gpu.amount=1 -Dspark.task.resource.gpu.amount=1
    -Dspark.worker.resource.gpu.amount=1 "-Dspark.worker.resource.gpu.discoveryScript=$root/submit/get-gpus.sh")
  SPARK_LOCAL_IP=127.0.0.1 SPARK_SCALA_VERSION=2.12 SPARK_HOME=$home "${JAVA_HOME:+$JAVA_HOME/bin/}java" "@$root/conf/java17.args" \
    --add-modules=jdk.incubator.vector -Xmx2g "-Daiperf.conf.dir=$root/conf" "-Dlog4j2.configurationFile=$root/conf/log4j2.properties" \
    '-Dspark.master=local-cluster[1,1,3072]' -Dspark.executor.memory=2g "${resources[@]}" \
    "-Dspark.executor.extraClassPath=$root/aiperf.jar:$root/lib/*" "-Dspark.executorEnv.LD_LIBRARY_PATH=$LD_LIBRARY_PATH" \
    "-Dspark.executor.extraJavaOptions=--add-modules=jdk.incubator.vector -Dorg.bytedeco.javacpp.cachedir=$scratch/natives $paths" \
    ${paths:+"$paths"} "-Dorg.bytedeco.javacpp.cachedir=$scratch/natives" -cp "$root/aiperf.jar:$root/lib/*:$root/spark/*" org.aiperf.cli.Main \
    run --config smoke --set "run.directory=$out" --set run.name=cluster --set run.trials=2 --set run.concurrency=1 \
    --set training.backend=libtorch
}

# A batch that does not fit is refused in a sentence, and the next training goes on.
oversize() {
  ! measure "$1" "$2" "$3" 2 2>"$scratch/refusal" || { echo "a batch of $3 images was expected not to fit"; return 1; }
  grep '^aiperf: ' "$scratch/refusal" && measure "$1" "$2" 64 2
}

export -f aiperf measure short compare cluster oversize
threads=$(($(nproc) < 4 ? 1 : 4))
export root out gpu scratch python threads paths
run() { step "$1" "$2" bash -c '"$@"' step "${@:3}"; }

[[ ! $gpu ]] || nvidia-smi --query-gpu=name,driver_version,memory.total,compute_cap,power.limit,compute_mode --format=csv,noheader
net=RESNET_50 peer=resnet-50 batches=(256 64 128 512)
[[ $gpu ]] || { net=BLOCKS_64 peer=blocks-64 batches=(64 128); }
lines=12 run load 90 measure FP32 EMBEDDED_64 64 2 || { tail -n 40 load.log; [[ ! $gpu ]] || nvidia-smi; exit 1; }
run distances 40 aiperf bench distances --queries 112 --history 2000 --seconds 2
run cpu-losses 60 short cpu-losses --gpus 0
run gpu-losses 60 short gpu-losses && lines=5 run losses 20 compare
lines=3 run peer 100 "$python" "$root/ci/peers/libtorch_bench.py" ${gpu:+--gpu 0} --threads "$threads" --seconds 5 --rounds 1 --aiperf "$root/submit/aiperf" \
  --networks "$peer:${batches[0]}" --precisions bf16 --json "$out/peer.json"
none=()
[[ $gpu ]] || none=(--gpus 0)
lines=8 run run 90 aiperf run "${none[@]}" --set "run.directory=$out" --set run.name=first --set run.trials=6 --set run.duration=60s --set training.backend=libtorch
for batch in "${batches[@]:1}"; do
  lines=1 run "bf16-$batch" 40 measure BF16 "$net" "$batch" 4
done
lines=8 run cluster 70 cluster
if [[ $gpu ]]; then
  lines=1 run fp16 40 measure FP16 "$net" 128 4
  lines=1 run tf32 40 measure TF32 "$net" 128 4
  run oversize 60 oversize BF16 "$net" 16384
  lines=1 run small 40 measure BF16 EMBEDDED_64 64 3
fi
tar -czf logs.tgz --exclude=logs.tgz -- *.log *.json 2>/dev/null
echo "=== ${#failed[@]} steps failed${failed[*]:+: ${failed[*]}}; $((SECONDS - begun)) s"
((${#failed[@]} == 0))
