#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A run on HDFS and YARN as a cluster has them: NameNode, DataNode, ResourceManager and two NodeManagers, a process each. The
# application master is killed, then a NodeManager with its containers; the live tab is read through the ResourceManager's
# proxy. Nothing that had finished may be lost. Needs Maven, curl, a built project, and a Spark whose jars have YARN:
# SPARK_HOME=... ci/hadoop/check.sh
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
work=$PWD/target/hadoop
: "${SPARK_HOME:?set SPARK_HOME to a Spark with YARN}"
compgen -G "$SPARK_HOME/jars/spark-yarn_*.jar" >/dev/null || { echo "check: no YARN in $SPARK_HOME" >&2; exit 2; }
mkdir -p "$work"
[[ -d $work/jars ]] || mvn -q -B -ntp -f ci/hadoop/pom.xml dependency:copy-dependencies -DoutputDirectory="$work/jars"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
export SPARK_LOCAL_IP=127.0.0.1 HADOOP_CONF_DIR=$work/conf
JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$(command -v "$java")")")")
export JAVA_HOME
rm -rf "$work/conf" "$work/data"
mkdir -p "$work/conf" "$work/data"

# A file of Hadoop's from lines of name=value on standard input.
settings() {
  local line
  echo '<configuration>'
  while IFS= read -r line; do
    echo "<property><name>${line%%=*}</name><value>${line#*=}</value></property>"
  done
  echo '</configuration>'
}

settings >"$work/conf/core-site.xml" <<END
fs.defaultFS=hdfs://127.0.0.1:9820
hadoop.tmp.dir=$work/data
END
settings >"$work/conf/hdfs-site.xml" <<END
dfs.replication=1
dfs.permissions.enabled=false
dfs.namenode.http-address=127.0.0.1:9870
dfs.datanode.address=127.0.0.1:9866
dfs.datanode.http.address=127.0.0.1:9864
dfs.datanode.ipc.address=127.0.0.1:9867
END
cat >"$work/conf/capacity-scheduler.xml" <<END
$(settings <<<"yarn.scheduler.capacity.root.queues=default
yarn.scheduler.capacity.root.default.capacity=100
yarn.scheduler.capacity.maximum-am-resource-percent=0.5
yarn.scheduler.capacity.resource-calculator=org.apache.hadoop.yarn.util.resource.DominantResourceCalculator")
END
common="yarn.resourcemanager.hostname=127.0.0.1
yarn.resourcemanager.nm.liveness-monitor.expiry-interval-ms=15000
yarn.nm.liveness-monitor.expiry-interval-ms=15000
yarn.resourcemanager.am.max-attempts=4
yarn.application.classpath=
yarn.scheduler.minimum-allocation-mb=128
yarn.nodemanager.resource.memory-mb=4096
yarn.nodemanager.resource.cpu-vcores=3
yarn.nodemanager.pmem-check-enabled=false
yarn.nodemanager.vmem-check-enabled=false
yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage=99.9
yarn.nodemanager.delete.debug-delay-sec=600"
settings >"$work/conf/yarn-site.xml" <<<"$common"
for node in 1 2; do
  mkdir -p "$work/conf$node"
  settings >"$work/conf$node/yarn-site.xml" <<<"$common
yarn.nodemanager.address=127.0.0.1:$((45450 + node))
yarn.nodemanager.localizer.address=127.0.0.1:$((8040 + 10 * node))
yarn.nodemanager.webapp.address=127.0.0.1:$((8042 + 10 * node))
yarn.nodemanager.local-dirs=$work/data/local$node
yarn.nodemanager.log-dirs=$work/data/logs$node"
  cp "$work/conf/core-site.xml" "$work/conf/hdfs-site.xml" "$work/conf$node"
done

for each in conf conf1 conf2; do
  printf '%s\n' log4j.rootLogger=INFO,console log4j.appender.console=org.apache.log4j.ConsoleAppender \
    log4j.appender.console.layout=org.apache.log4j.PatternLayout 'log4j.appender.console.layout.ConversionPattern=%d %p %c{1}: %m%n' \
    >"$work/$each/log4j.properties"
done

declare -A servers=()
# NAME CONF CLASS [ARGUMENT...]
server() {
  local name=$1 conf=$2
  setsid "$java" -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 @conf/java17.args -cp "$conf:$work/jars/*" "${@:3}" \
    >"$work/$name.log" 2>&1 &
  servers[$name]=$!
}
submit=
# A server and its containers are a group of processes each.
stop() {
  local each
  [[ ! $submit ]] || kill "$submit" 2>/dev/null || true
  for each in "${servers[@]}"; do
    kill "$each" 2>/dev/null || true
  done
  # Containers outlive their NodeManager.
  ps -eo pid=,args= | awk -v place="$work/data/local" '$2 != "awk" && index($0, place) { print $1 }' | xargs -r kill -9 2>/dev/null || true
}
trap stop EXIT

# SECONDS COMMAND...: until it succeeds.
await() {
  local end=$((SECONDS + $1))
  until "${@:2}" >/dev/null 2>&1; do
    ((SECONDS < end)) || { echo "check: in vain for $1 s: ${*:2}" >&2; exit 1; }
    sleep 0.5
  done
}

"$java" -cp "$work/conf:$work/jars/*" org.apache.hadoop.hdfs.server.namenode.NameNode -format -nonInteractive >"$work/format.log" 2>&1
server namenode "$work/conf" org.apache.hadoop.hdfs.server.namenode.NameNode
server datanode "$work/conf" org.apache.hadoop.hdfs.server.datanode.DataNode
server resourcemanager "$work/conf" org.apache.hadoop.yarn.server.resourcemanager.ResourceManager
server node1 "$work/conf1" org.apache.hadoop.yarn.server.nodemanager.NodeManager
server node2 "$work/conf2" org.apache.hadoop.yarn.server.nodemanager.NodeManager
nodes() {
  curl -sf "http://127.0.0.1:8088/ws/v1/cluster/metrics" | grep -q "\"activeNodes\":$1[,}]"
}
await 60 nodes 2
echo "check: HDFS and YARN with two nodes run" >&2

trials=60
submit/yarn.sh --deploy-mode cluster --executors 2 --gpus 0 --cpus-per-trial 1 --executor-memory 512m --native-memory 800m \
  --driver-memory 512m --conf spark.yarn.maxAppAttempts=4 --conf "spark.yarn.jars=local:$SPARK_HOME/jars/*" \
  --libraries hdfs:///aiperf run --config smoke --set run.directory=hdfs:///runs --set run.trials=$trials \
  --set 'run.duration=10 m' --set data.train-limit=2000 >"$work/submit.log" 2>&1 &
submit=$!
application() {
  grep -o 'Submitted application application_[0-9_]*' "$work/submit.log" | head -n 1 | sed 's/.* //'
}
await 60 grep -q 'Submitted application' "$work/submit.log"
application=$(application)

# The lines of the history that tell of finished trials, as WebHDFS has them.
finished() {
  local attempt
  for attempt in 1 2 3 4; do
    curl -sfL "http://127.0.0.1:9870/webhdfs/v1/runs/$application/history/attempt-000$attempt.jsonl?op=OPEN" || true
  done | grep '"type":"trial-ended"' | grep -i '"state":"finished"' || true
}
have() {
  kill -0 "$submit" || return 0
  (($(finished | wc -l) >= $1))
}
# The java process of containers whose command holds a word: its id, one a line.
containers() {
  ps -eo pid=,args= | awk -v word="$1" -v place="$2" '$2 ~ /java$/ && index($0, word) && index($0, place) { print $1 }'
}
live() {
  curl -sL "http://127.0.0.1:8088/proxy/$application/aiperf/json/" >"$work/live.json" && grep -q trials_finished "$work/live.json"
}

await 90 live
echo "check: the live tab answers through YARN's proxy" >&2
await 90 have 2
finished >"$work/before"
kill -9 "$(containers ApplicationMaster "$application" | head -n 1)"
echo "check: killed the application master after $(wc -l <"$work/before") trials" >&2
await 150 have $(($(wc -l <"$work/before") + 2))
await 30 live
finished >>"$work/before"
# The node that has no application master, with all that runs on it.
lost=1
[[ ! $(containers ApplicationMaster "$work/data/local1") ]] || lost=2
kill -9 "${servers[node$lost]}"
containers java "$work/data/local$lost" | xargs -r kill -9
echo "check: killed node manager $lost and its containers after $(sort -u "$work/before" | wc -l) trials" >&2
wait "$submit" && code=0 || code=$?
submit=
finished >"$work/after"
echo "check: exit code $code; $(wc -l <"$work/after") of $trials trials have finished" >&2
missing=$(sort -u "$work/before" | comm -23 - <(sort "$work/after"))
twice=$(grep -o '"trial":"[0-9]*"' "$work/after" | sort | uniq -d)
[[ $code == 0 && ! $missing && ! $twice && $(wc -l <"$work/after") == "$trials" ]] ||
  { echo "check: lost: ${missing:-none}; twice: ${twice:-none}" >&2; tail -n 20 "$work/submit.log" >&2; exit 1; }
curl -sf "http://127.0.0.1:9870/webhdfs/v1/runs/$application?op=LISTSTATUS" | grep -o '"pathSuffix":"[^"]*"'
