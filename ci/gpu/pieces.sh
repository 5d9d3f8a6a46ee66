#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Packs what a machine without network and without Java needs for ci/gpu/training.sh into pieces of at most 60 MiB:
# the distribution of a build with -Plibtorch-cuda, and a Java runtime.
#   mvn -Plibtorch-cuda,dist -DskipTests package
#   ci/gpu/pieces.sh DIRECTORY
# On the machine, with all pieces in a directory; CUDA 13's libraries and cuDNN 9 are those of its PyTorch:
#   cat DIRECTORY/piece.* | tar -xz && cd aiperf-gpu && PYTHON=python3 ci/gpu/training.sh
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
(($# == 1)) || { echo "usage: ${0##*/} DIRECTORY" >&2; exit 2; }

shopt -s nullglob
archives=(target/aiperf-*.tar.gz)
((${#archives[@]} == 1)) || { echo "pieces: build it first: mvn -Plibtorch-cuda,dist -DskipTests package" >&2; exit 1; }
[[ $(tar -tzf "${archives[0]}") == *-linux-x86_64-gpu.jar* ]] ||
  { echo "pieces: ${archives[0]} has no libtorch for GPUs; build it with -Plibtorch-cuda" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
mkdir "$work/aiperf-gpu"
tar -xzf "${archives[0]}" -C "$work/aiperf-gpu" --strip-components 1
"${JAVA_HOME:+$JAVA_HOME/bin/}jlink" --add-modules ALL-MODULE-PATH --strip-debug --no-header-files --no-man-pages \
  --compress 2 --output "$work/aiperf-gpu/java"
mkdir -p "$1"
rm -f "$1"/piece.*
tar -cz -C "$work" aiperf-gpu | split -b 60m -d - "$1/piece."
ls -l "$1"
