#!/usr/bin/env bash
# Makes `docker buildx` work: does nothing when it does, else takes the plugin out of Debian's
# (or Ubuntu's) package and puts it into .setup/docker/cli-plugins, without installing it.
# Use it with DOCKER_CONFIG=.setup/docker, as the Makefile does.
set -euo pipefail
. "$(dirname "$0")/apt.sh"

plugin="$setup_dir/docker/cli-plugins/docker-buildx"

docker buildx version >/dev/null 2>&1 && [ ! -e "$plugin" ] && exit 0

# with_config: other tools (buildah) want a configuration where DOCKER_CONFIG points.
with_config() {
    [ -e "$setup_dir/docker/config.json" ] || printf '{}\n' >"$setup_dir/docker/config.json"
}

if [ -x "$plugin" ]; then
    with_config
    exit 0
fi
command -v apt-get >/dev/null || die "docker buildx is missing: install Docker's buildx plugin"

# next_release: apt options for the release after Debian 12, the first one that has buildx,
# from the archive this machine uses, with the archive key this machine trusts.
next_release() {
    local archive keyring=/usr/share/keyrings/debian-archive-keyring.gpg apt="$setup_dir/apt"
    archive="$(apt-get indextargets --format "\$(REPO_URI)" 'Created-By: Packages' 'Codename: bookworm' | head -n 1)"
    [ -n "$archive" ] && [ -e "$keyring" ] || return 1
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
    printf 'Types: deb\nURIs: %s\nSuites: trixie\nComponents: main\nSigned-By: %s\n' \
        "$archive" "$keyring" >"$apt/trixie.sources"
    options=(
        -o "Dir::Etc::sourcelist=$apt/trixie.sources" -o Dir::Etc::sourceparts=/dev/null
        -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache"
        -o APT::Sandbox::User=root -o Acquire::Languages=none
    )
    apt-get "${options[@]}" update -qq
}

unpacked="$setup_dir/docker-buildx"
printf 'setup: fetching docker buildx\n' >&2
if can_install; then
    refresh_lists
fi
if ! unpack_package docker-buildx "$unpacked"; then
    options=()
    if ! next_release || ! unpack_package docker-buildx "$unpacked" "${options[@]}"; then
        die "docker buildx is missing and no package of it was found: install Docker's buildx plugin"
    fi
    rm -rf "$setup_dir/apt"
fi

mkdir -p "$(dirname "$plugin")"
# The user's own logins and contexts stay in use: DOCKER_CONFIG replaces the whole folder.
for entry in "${DOCKER_CONFIG:-$HOME/.docker}"/*; do
    name="$(basename "$entry")"
    if [ -e "$entry" ] && [ "$name" != cli-plugins ]; then
        ln -sfn "$(cd "$(dirname "$entry")" && pwd)/$name" "$setup_dir/docker/$name"
    fi
done
cp "$(find "$unpacked" -path '*cli-plugins/docker-buildx' -type f | head -n 1)" "$plugin"
rm -rf "$unpacked"
with_config
