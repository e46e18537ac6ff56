#!/usr/bin/env bash
# Builds the images around the program that release/build.sh has built, with provenance and a list
# of what is in them, and pushes them by digest, without a tag. Their digests are left in dist/step
# and dist/buildah.
#
#   release/image.sh ghcr.io/foghorn-deploy/foghorn
set -euo pipefail
cd "$(dirname "$0")/.."

name="${1:?the image, without a tag}"
processor="$(uname -m)"
context="$(dirname dist/*/foghorn)"

for variant in step buildah; do
    mkdir -p "dist/$variant"
    docker buildx build --progress=plain --target "$variant" \
        --provenance=mode=max --sbom=true \
        --output "type=image,name=$name,push-by-digest=true,name-canonical=true,push=true" \
        --build-arg BINARY=given --metadata-file "dist/$variant/$processor.json" \
        --file Dockerfile "$context"
    jq --exit-status --raw-output '."containerimage.digest"' "dist/$variant/$processor.json" \
        >"dist/$variant/$processor.digest"
    rm "dist/$variant/$processor.json"
done
