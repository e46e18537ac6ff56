#!/usr/bin/env bash
# Makes the base images of the Dockerfile without a registry: Debian out of its own archive, and
# with the argument `rust` also Rust, out of this machine's toolchain and the crates of Cargo.lock.
# They get names of their own, so that nothing else is ever built from them.
set -euo pipefail
. "$(dirname "$0")/apt.sh"

debian=foghorn-test/debian:trixie-slim
rust=foghorn-test/rust:trixie

if [ "$(uname -s)" != Linux ] || ! { command -v debootstrap >/dev/null || can_install; }; then
    [ "${1:-}" != rust ] || die "the program is built on Debian or Ubuntu, as root: debootstrap makes the base images"
    printf 'setup: no debootstrap here: the tests of the Dockerfile are skipped\n' >&2
    exit 0
fi

has_image() { docker image inspect "$1" >/dev/null 2>&1; }

# debian_archive: the archive this machine uses, else Debian's own.
debian_archive() {
    local found
    found="$(apt-get indextargets --format "\$(REPO_URI)" 'Created-By: Packages' 'Origin: Debian' 2>/dev/null |
        grep -v -e security -e backports | head -n 1)" || true
    printf '%s\n' "${found:-http://deb.debian.org/debian}"
}

make_debian() {
    local work status=0
    if ! command -v debootstrap >/dev/null || [ ! -e /usr/share/keyrings/debian-archive-keyring.gpg ]; then
        install_packages "(the Dockerfile's base image is made with it)" debootstrap debian-archive-keyring
    fi
    printf 'setup: making the image %s\n' "$debian" >&2
    work="$(mktemp -d)"
    as_root debootstrap --force-check-gpg --variant=minbase trixie "$work/root" "$(debian_archive)" \
        >"$(log_file debootstrap)" 2>&1 || die "debootstrap failed; see $(log_file debootstrap)"
    # What Debian's own image says: packages are not kept, nor are manuals and translations.
    as_root tee "$work/root/etc/apt/apt.conf.d/docker-clean" >/dev/null <<'END'
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb"; };
APT::Keep-Downloaded-Packages "false";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Acquire::Languages "none";
END
    as_root tee "$work/root/etc/dpkg/dpkg.cfg.d/docker" >/dev/null <<'END'
path-exclude /usr/share/doc/*
path-exclude /usr/share/info/*
path-exclude /usr/share/locale/*
path-exclude /usr/share/man/*
path-include /usr/share/doc/*/copyright
END
    as_root tar -C "$work/root" --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' \
        --exclude='./usr/share/locale/*' --exclude='./var/cache/apt/*' --exclude='./var/lib/apt/lists/*' -c . |
        docker import --change 'CMD ["bash"]' - "$debian" >/dev/null || status=$?
    as_root rm -rf "$work"
    return "$status"
}

# make_rust MARK: the toolchain under /usr/local, as rust:1.95-trixie has it, and the crates as
# cargo keeps them: nothing is fetched while the image is built.
make_rust() {
    local sysroot container home="${CARGO_HOME:-$HOME/.cargo}" crates=(registry/index registry/cache)
    sysroot="$(rustc --print sysroot)"
    [ "$sysroot" != /usr ] || die "the image of Rust is made of a toolchain of rustup; this one is the system's"
    # Where crates are fetched from is part of their names in the cache.
    [ ! -e "$home/config.toml" ] || crates+=(config.toml)
    printf 'setup: making the image %s\n' "$rust" >&2
    cargo fetch --quiet --locked --manifest-path "$setup_dir/../Cargo.toml"
    container="$(docker create --network=host "$debian" sh -c \
        'apt-get update -qq && apt-get install -y -qq --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*')"
    tar -C "$sysroot" --exclude=./share --exclude='./lib/rustlib/src' -c . | docker cp - "$container:/usr/local"
    tar -C "$home" --transform='s,^,cargo/,' -c "${crates[@]}" | docker cp - "$container:/usr/local"
    docker start --attach "$container" >"$(log_file rust-image)" 2>&1 ||
        die "the compiler's packages were not installed; see $(log_file rust-image)"
    # An older one would stay behind without a name.
    docker image rm --force "$rust" >/dev/null 2>&1 || true
    docker commit --change 'ENV CARGO_HOME=/usr/local/cargo CARGO_NET_OFFLINE=true' \
        --change "LABEL foghorn-test.mark=$1" --change 'CMD ["bash"]' "$container" "$rust" >/dev/null
    docker rm "$container" >/dev/null
}

has_image "$debian" || make_debian
if [ "${1:-}" = rust ]; then
    # The Dockerfile adds what is missing, but in there is no rustup.
    musl="$(uname -m)-unknown-linux-musl"
    rustup --quiet target add "$musl" 2>/dev/null ||
        printf 'setup: Rust has no musl here; the program is linked with glibc, statically\n' >&2
    libraries="$(rustc --print target-libdir --target "$musl")"
    mark="$( (rustc -vV && cat "$setup_dir/../Cargo.lock" && ls "$libraries" 2>&1) | cksum | tr ' ' '-')"
    [ "$(docker image inspect --format '{{index .Config.Labels "foghorn-test.mark"}}' "$rust" 2>/dev/null)" = "$mark" ] ||
        make_rust "$mark"
fi
