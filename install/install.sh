#!/usr/bin/env bash
# Installs a released foghorn into the runner's tool cache and puts it on the PATH of later steps.
# An archive that is not what its checksum says is not unpacked.
#
# In: FOGHORN_VERSION, FOGHORN_SHA256 (may be empty), FOGHORN_BASE_URL; the variables of the runner.
set -euo pipefail

# fail TEXT: an annotation on the run's page, and the end.
fail() {
    printf '::error title=foghorn was not installed::%s\n' "${1//%/%25}"
    exit 1
}

version="v${FOGHORN_VERSION#v}"
[[ "$version" =~ ^v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] ||
    fail "the input version is \"$FOGHORN_VERSION\": give a release, such as v0.1.0"

system="$(uname -s)"
processor="$(uname -m)"
case "$system $processor" in
"Linux x86_64" | "Linux amd64") target=x86_64-unknown-linux-musl ;;
"Linux aarch64" | "Linux arm64") target=aarch64-unknown-linux-musl ;;
*) fail "there is no release for $system on $processor, only for Linux on x86-64 and arm64: set runs-on to such a runner (ubuntu-latest)" ;;
esac

name="foghorn-$version-$target"
folder="${RUNNER_TOOL_CACHE:-${RUNNER_TEMP:-/tmp}}/foghorn/$version/$target"

# hand_over: tells the runner, once the program is there.
hand_over() {
    printf '%s\n' "$folder" >>"$GITHUB_PATH"
    printf 'version=%s\npath=%s\n' "$version" "$folder" >>"$GITHUB_OUTPUT"
    "$folder/foghorn" --version
    exit 0
}

work="$(mktemp -d "${RUNNER_TEMP:-/tmp}/foghorn-XXXXXX")"
trap 'rm -rf "$work"' EXIT

# fetch FILE: from the release. A server that is not there yet is asked again; no redirect leads
# from https to plain http.
fetch() {
    local url="$FOGHORN_BASE_URL/$version/$1" plain=()
    case "$url" in
    https://*) plain=(--proto '=https') ;;
    esac
    curl --fail --silent --show-error --location "${plain[@]}" --retry 3 --max-time 300 \
        --output "$work/$1" "$url" 2>"$work/curl" ||
        fail "$url cannot be fetched: $(tr '\n' ' ' <"$work/curl")"
}

# listed FILE: the archive's checksum in a file as sha256sum writes it.
listed() { awk -v name="$name.tar.gz" '$2 == name { print $1 }' "$1"; }

# Where the checksum is from, the most trusted first. One beside the archive finds a damaged
# download, but not a release that somebody has replaced.
expected="$FOGHORN_SHA256" source="the input sha256"
if [ -z "$expected" ]; then
    expected="$(listed "$GITHUB_ACTION_PATH/SHA256SUMS")" source="this action's SHA256SUMS"
fi
if [ -z "$expected" ]; then
    fetch SHA256SUMS
    expected="$(listed "$work/SHA256SUMS")" source="$FOGHORN_BASE_URL/$version/SHA256SUMS"
fi
[[ "$expected" =~ ^[0-9a-f]{64}$ ]] ||
    fail "there is no SHA-256 checksum of $name.tar.gz in $source"

# is_there: whether the tool cache has what this checksum is of. A self-hosted runner keeps its tool
# cache; what is there was checked when it came.
is_there() { [ "$(cat "$folder/.sha256" 2>/dev/null)" = "$expected" ]; }

if is_there; then
    printf 'foghorn %s is in the tool cache\n' "$version"
    hand_over
fi

fetch "$name.tar.gz"
found="$(sha256sum "$work/$name.tar.gz")"
found="${found%% *}"
[ "$found" = "$expected" ] ||
    fail "$name.tar.gz has the SHA-256 checksum $found, but $expected is the one in $source: nothing was unpacked. If running this again does not help, the release or the mirror was changed"

# Unpacked beside its place, so that it is put there whole; another job may do the same meanwhile.
mkdir -p "$(dirname "$folder")"
unpacked="$(mktemp -d "$folder-XXXXXX")"
trap 'rm -rf "$work" "$unpacked"' EXIT
tar -xzf "$work/$name.tar.gz" -C "$unpacked"
printf '%s\n' "$expected" >"$unpacked/$name/.sha256"
if ! is_there; then
    rm -rf "$folder"
    mv --no-target-directory "$unpacked/$name" "$folder" 2>"$work/mv" || is_there ||
        fail "$folder cannot be written: $(cat "$work/mv")"
fi
hand_over
