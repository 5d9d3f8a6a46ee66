#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Packs what a machine without network and without Java needs for ci/gpu/first.sh into pieces of at most 48 MiB: the
# distribution of a build with -Plibtorch-cuda or -Plibtorch-thin, without what only CPUs need, and a Java runtime.
#   mvn -Plibtorch-cuda,dist -DskipTests package
#   ci/gpu/pieces.sh [--keep 90] DIRECTORY
# --keep leaves libtorch's code for one architecture only, 90 for Hopper, 100 for Blackwell, which saves 3 pieces. A build with
# -Plibtorch-thin has none of it: 8 pieces, packed in 3 minutes on two cores.
# On the machine, with all pieces in a directory; CUDA 13's libraries and cuDNN 9 are those of its PyTorch:
#   cat DIRECTORY/piece.* | tar -xJ && aiperf-gpu/ci/gpu/first.sh
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
fail() {
  echo "pieces: $*" >&2
  exit 2
}
keep=
if [[ ${1:-} == --keep ]]; then
  keep=${2:?pieces: --keep needs an architecture}
  shift 2
fi
(($# == 1)) || fail "usage: ${0##*/} [--keep ARCHITECTURE] DIRECTORY"

shopt -s nullglob
archives=(target/aiperf-*.tar.gz)
((${#archives[@]} == 1)) || fail "build it first: mvn -Plibtorch-cuda,dist -DskipTests package"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
app=$work/aiperf-gpu
mkdir "$app"
tar -xzf "${archives[0]}" -C "$app" --strip-components 1
natives=("$app"/lib/pytorch-*-gpu.jar)
((${#natives[@]} == 1)) || fail "${archives[0]} has no libtorch for GPUs; build it with -Plibtorch-cuda or -Plibtorch-thin"
[[ -x $app/ci/gpu/first.sh ]] || { mkdir -p "$app/ci" && cp -r ci/gpu ci/peers "$app/ci/"; }
rm -rf "$app"/spark/rocksdbjni-*.jar "$app/notebooks"
# Natives without compression of their own and without symbols, so that xz sees through them.
mkdir "$work/natives"
unzip -q "${natives[0]}" 'org/*' -d "$work/natives"
libraries=$work/natives/org/bytedeco/pytorch/linux-x86_64-gpu
rm -f "$libraries"/libjnitorch_{gloo,nccl}.so
if [[ $keep && -e $libraries/libtorch_cuda.so ]]; then
  python3 ci/gpu/fatbin.py "$libraries/libtorch_cuda.so" --keep "$keep" --out "$work/small.so"
  mv "$work/small.so" "$libraries/libtorch_cuda.so"
fi
for each in "$libraries"/*.so; do
  strip --strip-unneeded "$each"
done
(cd "$work/natives" && "${JAVA_HOME:+$JAVA_HOME/bin/}jar" -c -0 -f "${natives[0]}" -M org)
"${JAVA_HOME:+$JAVA_HOME/bin/}jlink" --add-modules ALL-MODULE-PATH --strip-debug --no-header-files --no-man-pages \
  --output "$app/java"
mkdir -p "$1"
rm -f "$1"/piece.*
tar -c -C "$work" aiperf-gpu | xz -T0 -3 | split -b 48m -d - "$1/piece."
ls -l "$1"
