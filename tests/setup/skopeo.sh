#!/usr/bin/env bash
# Installs Debian's skopeo: the bench copies the same image with it and with foghorn.
set -euo pipefail
. "$(dirname "$0")/apt.sh"

command -v skopeo >/dev/null || install_packages "(the bench compares copies with it)" skopeo
