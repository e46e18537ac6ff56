#!/usr/bin/env bash
# Makes sure that one builder of container images is there. Any that foghorn knows will do;
# where there is none, buildah is installed, because it needs no daemon.
set -euo pipefail
. "$(dirname "$0")/apt.sh"

if docker info >/dev/null 2>&1; then
    docker buildx version >/dev/null 2>&1 && exit 0
    # Up to version 22 the client has BuildKit's front end built in.
    version="$(docker version --format '{{.Client.Version}}')"
    [ "${version%%.*}" -lt 23 ] && exit 0
fi
command -v buildah >/dev/null && exit 0
[ "$(uname -s)" = Linux ] || die "no builder found: install Docker with buildx and start it"
install_packages "(or Docker with buildx: an image has to be built)" buildah
