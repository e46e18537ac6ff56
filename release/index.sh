#!/usr/bin/env bash
# Makes one image for all processors of those that release/image.sh has pushed, tags it, and prints
# its digest.
#
#   release/index.sh ghcr.io/foghorn-deploy/foghorn v0.1.0 dist/step/*.digest
set -euo pipefail

name="${1:?the image, without a tag}"
tag="${2:?the tag}"
shift 2

sources=()
for file in "$@"; do
    digest="$(cat "$file")"
    sources+=("$name@$digest")
done
[ "${#sources[@]}" = 2 ] || {
    printf 'release: an image for two processors is made of two, not of %d\n' "${#sources[@]}" >&2
    exit 1
}
docker buildx imagetools create --tag "$name:$tag" "${sources[@]}" >&2
# A digest is the checksum of the manifest's own bytes.
sum="$(docker buildx imagetools inspect --raw "$name:$tag" | sha256sum)"
printf 'sha256:%s\n' "${sum%% *}"
