#!/bin/sh
# Prints the rules of dashboards/prometheus as the Prometheus Operator reads them:
#   deploy/src/main/sh/prometheus-rule.sh > deploy/kubernetes/monitoring/prometheus-rule.yaml
set -eu

rules=$(cd -- "$(dirname -- "$0")/../../../../dashboards/prometheus" && pwd -P)

cat <<'EOF'
# Made by deploy/src/main/sh/prometheus-rule.sh from dashboards/prometheus: change the rules there.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: first-token
  labels:
    app.kubernetes.io/name: first-token
    app.kubernetes.io/component: proxy
spec:
  groups:
EOF
for file in recording.yml alerts.yml; do
  awk 'in_groups { print ($0 == "" ? "" : "  " $0) } /^groups:$/ { in_groups = 1 }' "$rules/$file"
done
