#!/bin/sh -
# Compares two archives of one commit: the name, kind, owner, mode and time of each entry, and the bytes of each file.
# Prints what differs, and fails if that is more than the bytes of the AOT caches. Arguments: the two archives.
set -eu

[ $# -eq 2 ] || { echo "usage: compare-archives.sh ONE.tar.gz TWO.tar.gz" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Writes a line for each entry, without its size, and one for each file.
describe() {
  mkdir "$work/files"
  tar --numeric-owner --full-time -tvzf "$2" | awk '{ $3 = ""; print }' >"$work/$1"
  tar -xzf "$2" -C "$work/files"
  (cd "$work/files" && find . -type f -exec sha256sum {} + | sort -k 2) >>"$work/$1"
  rm -rf "$work/files"
}

describe one "$1"
describe two "$2"
diff "$work/one" "$work/two" >"$work/differences" || [ $? -eq 1 ]
grep '^[<>]' "$work/differences" || echo "The archives have the same entries and the same bytes."
! grep '^[<>]' "$work/differences" | grep -qv '[0-9a-f]  \./.*\.aot$'
