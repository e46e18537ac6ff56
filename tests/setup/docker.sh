#!/usr/bin/env bash
# Makes a Docker daemon answer: does nothing when one does, else installs and starts one and
# leaves it running. Its log is .setup/log/dockerd.log.
set -euo pipefail
. "$(dirname "$0")/apt.sh"

answers() { docker info >/dev/null 2>&1; }

answers && exit 0
[ "$(uname -s)" = Linux ] || die "no Docker daemon answers: install and start Docker"

if ! command -v dockerd >/dev/null; then
    install_packages "(the tests build images with it)" docker.io
fi
# Newer Debian keeps the client in a package of its own.
if ! command -v docker >/dev/null; then
    install_packages "(the tests build images with it)" docker-cli
fi

# wait_for SECONDS [PID]: until the daemon answers; early out when process PID is gone.
wait_for() {
    local deadline=$((SECONDS + $1))
    while [ "$SECONDS" -lt "$deadline" ]; do
        answers && return 0
        if [ -n "${2:-}" ] && ! kill -0 "$2" 2>/dev/null; then
            return 1
        fi
        sleep 0.3
    done
    return 1
}

if [ -d /run/systemd/system ]; then
    as_root systemctl start docker || die "systemctl start docker failed; see journalctl -u docker"
    wait_for 60 || die "Docker was started but does not answer; is this user in the group docker?"
    exit 0
fi

# start FLAG...: a daemon of our own, detached, so that no pipe or terminal is kept open.
start() {
    local log pid
    log="$(log_file dockerd)"
    printf '== dockerd %s\n' "$*" >>"$log"
    setsid nohup dockerd "$@" >>"$log" 2>&1 </dev/null &
    pid=$!
    printf '%s\n' "$pid" >"$setup_dir/dockerd.pid"
    wait_for 60 "$pid"
}

[ "$(id -u)" = 0 ] || die "no Docker daemon answers: start one (as root: dockerd &)"
printf 'setup: starting dockerd\n' >&2
# Where the kernel gives neither iptables nor overlayfs (a container in a container), a daemon
# without a network of its own still builds and pushes.
start || start --iptables=false --ip6tables=false --bridge=none --storage-driver=vfs ||
    die "dockerd does not start; see $(log_file dockerd)"
