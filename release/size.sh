#!/usr/bin/env bash
# Builds the image around the program that release/build.sh has built, and prints what a runner has
# to fetch. More than 120 MB is an error: every job waits for it. Options as for release/build.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

most=120000000
name="foghorn-size:of-$$"
trap 'docker image rm --force "$name" >/dev/null' EXIT

docker buildx build --progress=plain "$@" --build-arg BINARY=given --load --tag "$name" \
    --file Dockerfile "$(dirname dist/*/foghorn)"
docker run --rm "$name" --version
size="$(docker save "$name" | gzip | wc -c)"
printf 'image: %d MB compressed\n' $((size / 1000000))
if [ "$size" -gt "$most" ]; then
    printf 'release: the image has %d bytes compressed; %d are the most\n' "$size" "$most" >&2
    exit 1
fi
