#!/usr/bin/env bash
# Pins what a released tag hands out: action.yml to the image's digest, the installing action to
# the archives' checksums. Whoever pins the commit has then pinned everything.
#
#   release/pin.sh sha256:... dist/SHA256SUMS
set -euo pipefail

digest="${1:?the digest of the image}"
sums="$(realpath "${2:?the checksums of the archives}")"
cd "$(dirname "$0")/.."

[[ "$digest" =~ ^sha256:[0-9a-f]{64}$ ]] || {
    printf 'release: %s is no digest\n' "$digest" >&2
    exit 1
}
sed -i -E "s|^(  image: docker://[^:@ ]+):(v[^@ ]+)$|\1@$digest # \2|" action.yml
grep -q "@$digest # v" action.yml || {
    printf 'release: action.yml has no line "image: docker://NAME:vVERSION" to pin\n' >&2
    exit 1
}
sed '/^#/!d' install/SHA256SUMS >install/SHA256SUMS.new
cat "$sums" >>install/SHA256SUMS.new
mv install/SHA256SUMS.new install/SHA256SUMS
