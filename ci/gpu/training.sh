#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Checks libtorch on a GPU, with a build by mvn -Plibtorch-cuda -DskipTests package; needs NVIDIA's driver, no network.
# PyTorch in Python (PYTHON, default python3) runs beside it, and its CUDA libraries serve both. Speed, share of the peak and
# power of ResNet-50 and residual blocks; what cannot fit is refused; a short run of the benchmark. About 20 minutes; fails where
# a run ends badly or training is slower than 0.95 of PyTorch. Results go to $OUT, default here. pieces.sh packs such
# a build for a machine without network.
#
#   quick   one network, five minutes
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

python=${PYTHON:-python3}
networks=resnet-50:64,resnet-50:256,resnet-50:512,blocks-64:64,blocks-64:512
precisions=bf16,fp16,tf32,fp32 run=gpu-check-$$ trials=40
if [[ ${1:-} == quick ]]; then
  networks=resnet-50:256 precisions=bf16 trials=10
fi
[[ ! -x java/bin/java ]] || export JAVA_HOME=$PWD/java
# The libraries of CUDA lie beside PyTorch, one directory for each of NVIDIA's packages.
libraries=$("$python" -c 'import glob, os, torch; print(":".join(glob.glob(os.path.join(os.path.dirname(torch.__file__), "../nvidia/*/lib"))))')
export LD_LIBRARY_PATH=$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
nvidia-smi --query-gpu=name,driver_version,memory.total,power.limit --format=csv
"$python" ci/peers/libtorch_bench.py --gpu 0 --threads 4 --seconds 8 --networks "$networks" --precisions "$precisions" \
  --json "${OUT:-.}/training.json"
if submit/aiperf bench backends --backends LIBTORCH --gpus 0 --precision BF16 --networks RESNET_50 --batch 16384; then
  echo "training: a batch of 16384 images was expected not to fit" >&2
  exit 1
fi
submit/aiperf run --set run.directory="${OUT:-.}" --set run.name="$run" --set run.trials="$trials" --set run.duration=2m \
  --set training.backend=libtorch --set training.precision=bf16 --conf spark.driver.resource.gpu.amount=1 \
  --conf spark.driver.resource.gpu.discoveryScript="$PWD/submit/get-gpus.sh"
submit/aiperf history "${OUT:-.}/$run"
