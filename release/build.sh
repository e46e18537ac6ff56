#!/usr/bin/env bash
# Builds the static program for this machine's processor, in the Dockerfile, and packs it into dist.
# What is given is passed to docker buildx: other base images, `--build-arg LIBC=gnu`.
#
#   release/build.sh [OPTION...]
set -euo pipefail
cd "$(dirname "$0")/.."

libc=musl
case " $* " in
*' LIBC=gnu '*) libc=gnu ;;
esac
target="$(uname -m)-unknown-linux-$libc"

docker buildx build --progress=plain "$@" --target binary --output "type=local,dest=dist/$target" .
release/archive.sh "dist/$target/foghorn" "$target" dist
