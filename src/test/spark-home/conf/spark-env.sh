# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Everything on this machine only: its name need not resolve, and no port is open to others.
export SPARK_LOCAL_IP=127.0.0.1
export SPARK_LOCAL_HOSTNAME=127.0.0.1
