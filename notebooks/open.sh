#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Opens the notebooks: notebooks/open.sh [OPTION OF JUPYTERLAB...]. Builds the project when it has to.
#
# Takes the Python that $PYTHON names (default: python3) if it has PySpark (3.5, or 4.0 to 4.3) and what else requirements.txt lists; else
# makes a virtual environment below ~/.cache/aiperf/notebooks and installs that into it, once. The Java kernel is the
# project's own and is installed nowhere.
#
#   --check          say whether everything is there already, by the exit code; install nothing
#   -- COMMAND...    run this in the environment instead of JupyterLab, such as: -- jupyter nbconvert --execute ...
set -euo pipefail

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
built=$root/target # of a checkout; a distribution has everything beside notebooks/
[[ -d $root/src ]] || built=$root
home=${XDG_CACHE_HOME:-$HOME/.cache}/aiperf/notebooks
python=${PYTHON:-python3}

fail() {
  echo "aiperf: $*" >&2
  exit 2
}

is_complete() {
  "$1" -c '
import importlib.util, sys
for name in "pyspark", "pandas", "pyarrow", "matplotlib", "jupyterlab", "nbconvert", "ipykernel":
    if importlib.util.find_spec(name) is None:
        sys.exit(1)
import pyspark.version
sys.exit(not pyspark.version.__version__.startswith(("3.5.", "4.0.", "4.1.", "4.2.", "4.3.")))' 2>/dev/null
}

# Sets python to one that has everything.
find_python() {
  command -v "$python" >/dev/null || fail "no program $python; install Python 3.9 or later, or set PYTHON"
  is_complete "$python" && return
  local own=$home/venv/bin/python
  if [[ -x $own ]] && cmp -s "$root/notebooks/requirements.txt" "$home/requirements.txt"; then
    python=$own
    return
  fi
  [[ $1 != check ]] || exit 1
  echo "aiperf: installing Jupyter, PySpark and what else the notebooks need into $home/venv ..." >&2
  mkdir -p "$home"
  "$python" -m venv --clear "$home/venv" ||
    fail "$python cannot make virtual environments; on Debian: apt-get install python3-venv"
  "$own" -m pip install --quiet --disable-pip-version-check -r "$root/notebooks/requirements.txt" ||
    fail "the packages of notebooks/requirements.txt could not be installed; pip's message is above"
  cp "$root/notebooks/requirements.txt" "$home/requirements.txt"
  python=$own
}

# A kernel that finds AIPerf, Spark and the chart library on its class path.
write_kernel() {
  local kernels=("$built"/notebooks/kernel/*.jar) kernel=$home/jupyter/kernels/aiperf-java
  mkdir -p "$kernel"
  # The kernel asks for everything that java.util.logging has, which breaks the compiler of Spark's generated code.
  printf '.level = WARNING\n' >"$kernel/logging.properties"
  local options=()
  mapfile -t options < <(sed '/^#/d' "$root/conf/java17.args")
  KERNEL=$kernel CLASSES="$built/aiperf.jar;$built/lib/*.jar;$built/spark/*.jar;$built/notebooks/lib/*.jar" "$python" - \
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" "${options[@]}" -Djava.awt.headless=true \
    "-Dlog4j2.configurationFile=$root/conf/log4j2.properties" -Xmx1g -cp "$kernel:${kernels[0]}" org.rapaio.jupyter.kernel.MainApp '{connection_file}' <<'PYTHON'
import json, os, sys
specification = {
    "display_name": "Java (AIPerf)",
    "language": "java",
    "argv": sys.argv[1:],
    "env": {"RJK_CLASSPATH": os.environ["CLASSES"], "SPARK_LOCAL_IP": "127.0.0.1"},
    "interrupt_mode": "message",
}
with open(os.path.join(os.environ["KERNEL"], "kernel.json"), "w") as file:
    json.dump(specification, file, indent=1)
PYTHON
}

if [[ ${1:-} == -h || ${1:-} == --help ]]; then
  sed -n '3,/^set /s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" | sed '/^set /d'
  exit
fi
if [[ ${1:-} == --check ]]; then
  find_python check
  exit
fi
find_python install
"$root/submit/aiperf" --version >/dev/null # builds if needed, and looks for the JDK
[[ -d $built/notebooks/kernel ]] || fail "$built/notebooks is missing; build again with mvn -DskipTests package"
write_kernel

unset SPARK_HOME # PySpark brings its own
export JUPYTER_PATH=$home/jupyter${JUPYTER_PATH:+:$JUPYTER_PATH}
PATH=$(dirname "$(command -v "$python")"):$PATH
cd "$root/notebooks"
if [[ ${1:-} == -- ]]; then
  shift
  exec "$@"
fi
exec "$python" -m jupyter lab "$@"
