#!/usr/bin/env bash
# Packs a program into dist/foghorn-vVERSION-TARGET.tar.gz. The same program always gives the same
# archive, byte for byte.
#
#   release/archive.sh PROGRAM TARGET [FOLDER]
set -euo pipefail

program="$(realpath "${1:?the program}")"
target="${2:?its target, as x86_64-unknown-linux-musl}"
folder="${3:-dist}"
mkdir -p "$folder"
folder="$(realpath "$folder")"
cd "$(dirname "$0")/.."

# "foghorn 0.1.0"
version="$("$program" --version)"
name="foghorn-v${version#foghorn }-$target"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir "$work/$name"
install -m 0755 "$program" "$work/$name/foghorn"
install -m 0644 CHANGELOG.md LICENSE-APACHE LICENSE-MIT README.md "$work/$name"
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -c "$name" |
    gzip --no-name --best >"$folder/$name.tar.gz"
printf '%s\n' "$folder/$name.tar.gz"
