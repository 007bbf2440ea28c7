#!/bin/sh -
# Makes the archive of a folder to which Maven has copied the runtime and the libraries: adds everything
# else in the folders of a built checkout, trains the AOT caches with that runtime, packs and checks.
# Arguments: the target folder of dist, the name of the folder in it, the time of every file.
set -eu
umask 022

MAX_MEGABYTES=200

fail() { printf 'dist: %s\n' "$1" >&2; exit 1; }

target=$1
name=$2
time=$3
archive=$target/$name
checkout=$(cd -- "$(dirname -- "$0")/../../../.." && pwd -P)
bench=$archive/gatling/target
java=$archive/runtime/bin/java

# Copies files and folders of the checkout, except what builds leave behind and what only tests need.
copy() {
  tar -C "$checkout" -cf - \
    --exclude=target --exclude=node_modules --exclude=.venv --exclude=__pycache__ \
    --exclude='.*_cache' --exclude=pom.xml --exclude=baselines/src --exclude=baselines/netty/src \
    --exclude=dashboards/prometheus/key --exclude=dashboards/prometheus/tests \
    -- "$@" | tar -C "$archive" -xf - --no-same-owner
}

add_files() {
  [ -r "$checkout/frontend/target/classes/report/report.html" ] ||
    fail "the pages are not built: they need Node 20.19, 22.12 or newer with npm"
  copy bench LICENSE README.md CHANGELOG.md SECURITY.md docs baselines \
    dashboards/compose.yaml dashboards/prometheus dashboards/grafana/first-token.json \
    dashboards/grafana/provisioning
  mkdir -p "$archive/proxy/target"
  cp "$checkout/proxy/target/proxy.jar" "$checkout/proxy/target/proxy.jvmargs" "$archive/proxy/target/"
  copy gatling/src/main/jvm
  mkdir -p "$bench/prefs/.java/.userPrefs"
  cp -R "$checkout/gatling/src/main/prefs/." "$bench/prefs/.java/.userPrefs/"
}

# One bill of materials for each part. npm writes a time and a random number into its own.
add_sboms() {
  mkdir -p "$archive/sbom"
  cp "$target/bench.cdx.json" "$checkout/proxy/target/proxy.cdx.json" "$archive/sbom/"
  (cd "$checkout/frontend" && npm sbom --sbom-format=cyclonedx --omit=dev --package-lock-only) |
    grep -vE '^ *"(serialNumber|timestamp)": ' >"$archive/sbom/pages.cdx.json"
  [ -s "$archive/sbom/pages.cdx.json" ] || fail "npm wrote no bill of materials"
}

# A cache fits only the files that it was made of, by size and time. So they get the archive's time now.
set_times() {
  find "$archive" -exec touch -h -d "$time" {} +
}

# An environment of its own: a variable of the user could change the JVM that is trained.
run() {
  env -i PATH="$PATH" HOME="$target" LC_ALL=C.UTF-8 "$@"
}

train_proxy() {
  run "$java" -cp "$target/training" AotTraining "$archive/proxy/target" >"$target/training-proxy.log" 2>&1 ||
    fail "the proxy's training failed: see $target/training-proxy.log"
}

# A short comparison uses most of the bench: Gatling, the client, both servers, the report.
train_bench() {
  rm -rf "$target/training-bench"
  mkdir "$target/training-bench"
  cp -R "$bench/prefs" "$target/training-bench/prefs"
  (
    cd "$target/training-bench"
    run "$java" "@$archive/gatling/src/main/jvm/bench.jvmargs" \
      "-XX:AOTCacheOutput=$bench/bench.aot" "-Xlog:aot*=off,cds*=off" \
      "-Djava.util.prefs.userRoot=$target/training-bench/prefs" "-Dfirsttoken.home=$archive" \
      -cp "$bench/bench.jar" dev.firsttoken.bench.cli.Main \
      compare --targets=micronaut,netty --concurrency=4 --total=8 --frames=20 --delay-ms=1 \
      --rounds=2 --warmup=4 --html --json=compare.json >training.log 2>&1
  ) || :
  # Its exit status says whether the numbers are good, which does not matter here.
  [ -s "$target/training-bench/compare.json" ] || rm -f "$bench/bench.aot"
  [ -s "$bench/bench.aot" ] ||
    fail "the training of the bench failed: see $target/training-bench/training.log"
}

pack() {
  set_times
  tar -C "$target" --sort=name --format=gnu --mtime="$time" --owner=0 --group=0 --numeric-owner \
    --mode=u+rw,go+r,go-w -cf - "$name" | gzip -n >"$archive.tar.gz"
  (cd "$target" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
}

check() {
  charts=$(find "$archive" -name '*highcharts*')
  [ -z "$charts" ] || fail "the licence of Gatling's charts allows no copies: $charts"
  size=$(($(wc -c <"$archive.tar.gz") / 1000000))
  [ "$size" -le "$MAX_MEGABYTES" ] || fail "the archive has $size MB, more than $MAX_MEGABYTES"
}

add_files
add_sboms
set_times
train_proxy
train_bench
pack
check
