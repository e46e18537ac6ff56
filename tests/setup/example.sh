#!/usr/bin/env bash
# Puts the static BusyBox that the example images are made of beside their Dockerfiles.
# From the system when it has one, else out of Debian's package, which is not installed.
set -euo pipefail
. "$(dirname "$0")/apt.sh"

examples="$(dirname "$setup_dir")/examples"
busybox="$setup_dir/busybox"

# is_static FILE: ldd fails on a program that needs no libraries.
is_static() { [ -x "$1" ] && ! ldd "$1" >/dev/null 2>&1; }

if [ ! -x "$busybox" ]; then
    mkdir -p "$setup_dir"
    [ "$(uname -s)" = Linux ] ||
        die "put a static BusyBox for Linux at $busybox: the example images are made of it"
    if is_static /bin/busybox; then
        cp /bin/busybox "$busybox"
    else
        command -v apt-get >/dev/null ||
            die "put a static BusyBox at $busybox: the example images are made of it"
        if can_install; then
            refresh_lists
        fi
        unpack_package busybox-static "$setup_dir/busybox-static" ||
            die "the package busybox-static could not be fetched; see $(log_file busybox-static)"
        cp "$(find "$setup_dir/busybox-static" -path '*bin/busybox' -type f | head -n 1)" "$busybox"
        rm -rf "$setup_dir/busybox-static"
    fi
fi

for example in product-api two-services; do
    if ! cmp -s "$busybox" "$examples/$example/busybox"; then
        # Copied under another name first: an interrupted copy must not look like a program.
        cp "$busybox" "$examples/$example/busybox.new"
        mv "$examples/$example/busybox.new" "$examples/$example/busybox"
    fi
done
