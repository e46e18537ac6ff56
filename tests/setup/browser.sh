#!/usr/bin/env bash
# Makes sure that Chromium is there, which draws the picture of the summary, and rsync, which
# gitlab-ci-local copies with.
set -euo pipefail
. "$(dirname "$0")/apt.sh"

command -v chromium >/dev/null ||
    install_packages "(the tests draw the summary's picture with it)" --no-install-recommends chromium
command -v rsync >/dev/null || install_packages "(gitlab-ci-local copies with it)" rsync
