#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Finds the libraries of PyTorch and CUDA that a build with -Plibtorch-thin takes from the PyPI package torch, and prints
# their directories as LD_LIBRARY_PATH has them:
#   pip install torch==2.13.0       # once on every node, or in the image; 4.7 GB with NVIDIA's packages
#   submit/libtorch.sh [SITE_PACKAGES]
# SITE_PACKAGES is the directory that holds torch/ and nvidia/; default: where AIPERF_TORCH says, or else that of AIPERF_PYTHON,
# python3 if that is not set. With --unseen SITE_PACKAGES it names the directories of a place that other machines have. Says in one sentence what is missing, and ends with 2.
set -euo pipefail

wanted=2.13.0 # what the presets in pom.xml were made for
needed=(torch/lib/libtorch_cpu.so torch/lib/libtorch_cuda.so torch/lib/libc10.so torch/lib/libc10_cuda.so
  libcudart.so.13 libcublas.so.13 libcublasLt.so.13 libcudnn.so.9 libcufft.so.12 libcurand.so.10 libcusolver.so.12
  libcusparse.so.12 libcusparseLt.so.0 libcufile.so.0 libnccl.so.2 libnvJitLink.so.13 libnvrtc.so.13 libcupti.so.13 libnvshmem_host.so.3)

fail() {
  echo "libtorch.sh: $*" >&2
  exit 2
}

if [[ ${1:-} == --unseen ]]; then
  place=${2:?libtorch.sh: --unseen needs a directory}
  printf '%s' "$place/torch/lib"
  printf ":$place/nvidia/%s/lib" cu13 cudnn cusparselt nccl nvshmem
  echo
  exit 0
fi
python=${AIPERF_PYTHON:-python3}
place=${1:-${AIPERF_TORCH:-}}
if [[ ! $place ]]; then
  command -v "$python" >/dev/null || fail "no program $python; install Python and torch==$wanted, or set AIPERF_TORCH to the directory that holds torch/ and nvidia/"
  place=$("$python" -c 'import importlib.util, os
spec = importlib.util.find_spec("torch")
print(os.path.dirname(os.path.dirname(spec.origin)) if spec and spec.origin else "")') || fail "$python does not run; set AIPERF_PYTHON to one that does"
  [[ $place ]] || fail "$python has no torch; run $python -m pip install torch==$wanted, or set AIPERF_PYTHON to a Python that has it"
fi
[[ -d $place/torch/lib ]] || fail "$place holds no torch/lib; install it by pip install --target $place torch==$wanted"
[[ -r $place/torch/version.py ]] || fail "$place/torch does not tell its version; install torch==$wanted there"
version=$(sed -n "s/^__version__ = ['\"]\([^'\"]*\)['\"].*/\1/p" "$place/torch/version.py")
[[ ${version%%+*} == "$wanted" ]] ||
  fail "$place has torch $version, and this build is for $wanted: their interfaces differ; run pip install torch==$wanted"

directories=$(readlink -f "$place/torch/lib")
for each in "$place"/nvidia/*/lib; do
  [[ ! -d $each ]] || directories+=:$(readlink -f "$each")
done
for each in "${needed[@]}"; do
  if [[ $each == torch/* ]]; then
    [[ -e $place/$each ]] || fail "$place/$each is missing; run pip install --force-reinstall torch==$wanted, not a build for CPUs alone"
  else
    found=
    IFS=: read -r -a all <<<"$directories${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
    for directory in "${all[@]}"; do
      [[ ! -e $directory/$each ]] || found=yes
    done
    [[ $found ]] || fail "$each is missing: no package of NVIDIA in $place/nvidia has it, nor LD_LIBRARY_PATH; run pip install --force-reinstall torch==$wanted"
  fi
done
echo "$directories"
