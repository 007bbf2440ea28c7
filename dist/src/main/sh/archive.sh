#!/bin/sh -
# Makes the archive of a folder to which Maven has copied the runtime and the libraries: adds everything
# else in the folders of a built checkout, trains the AOT caches with that runtime, packs and checks.
# Arguments: the target folder of dist, the name of the folder in it, the time of every file, and offline=true
# where Maven makes no bills of materials.
set -eu
umask 022

MAX_MEGABYTES=200

say() { printf 'dist: %s\n' "$1" >&2; }
fail() { say "$1"; exit 1; }

target=$1
name=$2
time=$3
offline=$4
archive=$target/$name
packed=$target/$name.tar.gz
sources=$(cd -- "$(dirname -- "$0")/.." && pwd -P)
checkout=$(cd -- "$sources/../../.." && pwd -P)

# Prints the files in folders of the checkout, each with a zero byte. Only those that belong to the repository, because
# a checkout may hold keys and addresses of its user. Sources without a repository are taken whole.
list_files() (
  cd -- "$checkout"
  if [ -e .git ]; then
    # Git reads the checkout of another user only if it is told that it may.
    git -c safe.directory="$checkout" ls-files -z -- "$@" || fail "git does not list the files of $checkout"
  else
    say "there is no Git repository in $checkout, so every file of the packed folders is in the archive"
    find "$@" -type f -print0
  fi
)

# Copies files and folders of the checkout, except what builds leave behind and what only tests need.
copy() {
  list_files "$@" >"$target/copied.list"
  [ -s "$target/copied.list" ] || fail "Git tracks no file of $checkout"
  tar -C "$checkout" -cf "$target/copied.tar" \
    --exclude=target --exclude=node_modules --exclude=.venv --exclude=__pycache__ \
    --exclude='.*_cache' --exclude=.gitignore --exclude=pom.xml --exclude=biome.json --exclude=ruff.toml \
    --exclude=baselines/src --exclude=baselines/netty/src --exclude=deploy/src \
    --exclude=dashboards/prometheus/key --exclude=dashboards/prometheus/tests \
    --null --verbatim-files-from -T "$target/copied.list" ||
    fail "a file that Git tracks can't be read: see above"
  tar -C "$archive" -xf "$target/copied.tar" --no-same-owner
  rm "$target/copied.tar" "$target/copied.list"
}

add_files() {
  [ -r "$checkout/frontend/target/classes/report/report.html" ] ||
    fail "the pages are not built: they need Node 20.19, 22.12 or newer with npm"
  copy bench LICENSE README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md docs baselines \
    dashboards/compose.yaml dashboards/prometheus dashboards/grafana/first-token.json \
    dashboards/grafana/provisioning deploy gatling/src/main/jvm
  mkdir -p "$archive/proxy/target" "$archive/gatling/target/prefs/.java/.userPrefs"
  cp "$checkout/proxy/target/proxy.jar" "$checkout/proxy/target/proxy.jvmargs" "$archive/proxy/target/"
  cp -R "$checkout/gatling/src/main/prefs/." "$archive/gatling/target/prefs/.java/.userPrefs/"
}

# One bill of materials for each part. Those of an earlier build may name other libraries.
add_sboms() {
  if [ "$offline" = offline=true ]; then
    say "the archive has no bills of materials, because Maven makes them only without -o (--offline)"
    return
  fi
  [ -r "$target/bench.cdx.json" ] && [ -r "$checkout/proxy/target/proxy.cdx.json" ] ||
    fail "Maven made no bills of materials: see its output above"
  mkdir -p "$archive/sbom"
  cp "$target/bench.cdx.json" "$checkout/proxy/target/proxy.cdx.json" "$archive/sbom/"
  (cd "$checkout/frontend" && npm sbom --sbom-format=cyclonedx --package-lock-only) >"$target/npm.cdx.json" ||
    fail "npm wrote no bill of materials"
  node "$sources/js/pages-sbom.mjs" <"$target/npm.cdx.json" >"$archive/sbom/pages.cdx.json"
}

# A cache fits only the files that it was made of, by size and time. So they get the archive's time now.
set_times() {
  find "$archive" -exec touch -h -d "$time" {} +
}

# An environment of its own: a variable of the user could change the JVM that is trained.
train() {
  log=$target/$1.log
  shift
  env -i PATH="$PATH" HOME="$stage" LC_ALL=C.UTF-8 "$stage/$name/runtime/bin/java" -cp "$target/training" "$@" \
    >"$log" 2>&1 || fail "the training failed: see $log"
}

# The programs that train the caches of a checkout train these. The caches hold the path of every jar, so the archive is
# trained in a folder whose path tells nothing of this machine. The programs also leave files that name it and its user.
train_caches() {
  stage=$(mktemp -d "${TMPDIR:-/tmp}/first-token.XXXXXX")
  trap 'rm -rf "$stage"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  mv "$archive" "$stage/"
  bench=$stage/$name/gatling/target
  proxy=$stage/$name/proxy/target
  train training-proxy AotTraining "$proxy"
  rm "$proxy/proxy.args"
  train training-bench BenchTraining "$stage/$name"
  [ -s "$bench/bench.aot" ] || fail "the bench has no cache: see $log"
  find "$bench/prefs" -name '.user*.*' -delete
  mv "$stage/$name" "$target/"
}

check_contents() {
  charts=$(find "$archive" -name '*highcharts*')
  [ -z "$charts" ] || fail "the licence of Gatling's charts allows no copies: $charts"
}

# The checksum comes last: without it the archive is not whole.
pack() {
  tar -C "$target" --sort=name --format=gnu --mtime="$time" --owner=0 --group=0 --numeric-owner \
    --mode=u+rw,go+r,go-w -I 'gzip -n' -cf "$packed.part" "$name"
  size=$(($(wc -c <"$packed.part") / 1000000))
  [ "$size" -le "$MAX_MEGABYTES" ] || fail "the archive has $size MB, more than $MAX_MEGABYTES"
  mv "$packed.part" "$packed"
  (cd "$target" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
}

add_files
add_sboms
set_times
train_caches
check_contents
set_times
pack
