#!/bin/sh
# Runs build.mjs, or says what is missing and succeeds: all else is built without Node.
command -v node >/dev/null || {
  echo 'frontend: Node is not installed, so the pages are not built. They need Node 20.19 or newer; Debian 12 has 18. The proxy works without them.'
  exit 0
}
exec node build.mjs "$@"
