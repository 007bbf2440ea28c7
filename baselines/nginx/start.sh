#!/bin/sh
# Starts nginx in the foreground.
# Arguments: folder for its pid and temporary files, port to listen on, host and port of the upstream.
set -eu
config=$(mktemp)
sed -e "s/{port}/$2/g" -e "s/{upstream}/$3/g" nginx.conf >"$config"
# nginx reads the file through the descriptor, so that no file is left behind.
exec 3<"$config"
rm "$config"
exec nginx -e stderr -p "$1" -c /dev/fd/3
