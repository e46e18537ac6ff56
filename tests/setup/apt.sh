# shellcheck shell=bash
# Sourced by the other set-up scripts: how they install Debian packages, and how they take
# one file out of a package without installing it. Debian and Ubuntu only.

setup_dir="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/.setup"

# die MESSAGE: one line, then stop.
die() {
    printf 'setup: %s\n' "$1" >&2
    exit 1
}

# as_root COMMAND...: sudo only where it asks no question.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

# can_install: whether packages can be installed here without asking anybody.
can_install() {
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

# refresh_lists: fetches apt's package lists, once per run of a script.
refresh_lists() {
    if [ -z "${lists_are_fresh:-}" ]; then
        as_root apt-get update -qq || die "apt-get update failed; check the network and the apt sources"
        lists_are_fresh=yes
    fi
}

# install_packages WHY PACKAGE...: WHY completes "setup: install ... WHY" for other systems.
install_packages() {
    local why="$1"
    shift
    can_install || die "install $* $why, as root (apt-get install $*)"
    refresh_lists
    printf 'setup: installing %s\n' "$*" >&2
    # needrestart and debconf must not wait for an answer nobody gives.
    as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l \
        apt-get install -y -qq "$@" >"$(log_file apt-install)" 2>&1 ||
        die "apt-get install $* failed; see $(log_file apt-install)"
}

# log_file NAME: where the output of a set-up step goes.
log_file() {
    mkdir -p "$setup_dir/log"
    printf '%s/log/%s.log' "$setup_dir" "$1"
}

# unpack_package PACKAGE DIRECTORY [APT-OPTION...]: downloads a package, which apt verifies
# against the signed archive, and unpacks it into DIRECTORY. The system is not changed.
unpack_package() {
    local package="$1" directory="$2" download
    shift 2
    download="$(mktemp -d)"
    if (cd "$download" && apt-get "$@" -o APT::Sandbox::User=root download -qq "$package") >"$(log_file "$package")" 2>&1; then
        mkdir -p "$directory"
        dpkg-deb -x "$download"/*.deb "$directory"
        rm -rf "$download"
    else
        rm -rf "$download"
        return 1
    fi
}
