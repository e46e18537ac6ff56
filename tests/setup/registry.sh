#!/usr/bin/env bash
# Puts Debian's docker-registry into .setup/bin, without installing it: the package would start a
# service. The tests of the image crate push to it.
set -euo pipefail
. "$(dirname "$0")/apt.sh"

program="$setup_dir/bin/docker-registry"

command -v docker-registry >/dev/null && exit 0
[ -x "$program" ] && exit 0
command -v apt-get >/dev/null || die "docker-registry is missing: install it (the tests push to it)"

unpacked="$setup_dir/docker-registry"
printf 'setup: fetching docker-registry\n' >&2
if can_install; then
    refresh_lists
fi
unpack_package docker-registry "$unpacked" || die "no package of docker-registry was found"
mkdir -p "$setup_dir/bin"
cp "$unpacked/usr/bin/docker-registry" "$program"
rm -rf "$unpacked"
