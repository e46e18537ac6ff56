#!/usr/bin/env bash
# Makes sure that buildah is there: the tests build with it as well as with Docker.
set -euo pipefail
. "$(dirname "$0")/apt.sh"

command -v buildah >/dev/null || install_packages "(the tests build images with it)" buildah
