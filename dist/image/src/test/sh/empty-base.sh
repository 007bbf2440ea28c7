#!/bin/sh -
# Writes a base image without a file, as docker save would. Argument: the folder for empty-base.tar.
set -eu
mkdir -p "$1/empty-base"
cd "$1/empty-base"
tar -cf layer.tar -T /dev/null
id=$(sha256sum layer.tar | cut -d ' ' -f 1)
cat >config.json <<END
{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:$id"]}}
END
cat >manifest.json <<END
[{"Config":"config.json","RepoTags":["empty:latest"],"Layers":["layer.tar"]}]
END
tar -cf ../empty-base.tar manifest.json config.json layer.tar
