#!/bin/sh
# Starts Prometheus in the folder WATCH_FOLDER, which has a configuration and is removed at the end.
# Arguments: port to listen on.
set -eu
prometheus \
  --config.file="$WATCH_FOLDER/prometheus.yml" \
  --storage.tsdb.path="$WATCH_FOLDER/data" \
  --web.listen-address="127.0.0.1:$1" \
  --log.level=warn &
prometheus=$!
trap 'kill -s TERM "$prometheus"' TERM INT HUP
status=0
# A signal ends a wait before Prometheus has ended.
while kill -s 0 "$prometheus" 2>/dev/null; do
  status=0
  wait "$prometheus" || status=$?
done
rm -rf "$WATCH_FOLDER"
exit "$status"
