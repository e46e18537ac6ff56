#!/usr/bin/env bash
# Tells whether a version can be released: it is Cargo.toml's, it has a changelog, everything that
# names a released version names this one, and nobody has released it before.
#
#   release/check.sh 0.1.0
set -euo pipefail
cd "$(dirname "$0")/.."

version="${1:?the version, as in Cargo.toml}"
status=0

wrong() {
    printf 'release: %s\n' "$1" >&2
    status=1
}

[[ "$version" =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] ||
    wrong "$version is no version: give it as in Cargo.toml, without v"

in_cargo="$(sed -n '/^\[workspace.package\]/,/^$/s/^version = "\(.*\)"$/\1/p' Cargo.toml)"
[ "$in_cargo" = "$version" ] ||
    wrong "Cargo.toml says $in_cargo: change workspace.package.version, then run cargo update --workspace"

release/notes.sh "$version" >/dev/null || status=1

# What users copy must name what is released.
while IFS=: read -r file line named; do
    named_version="${named##*[@:]v}"
    [ "${named_version%-buildah}" = "$version" ] || wrong "$file, line $line: $named"
done < <(grep -rnoE 'foghorn-deploy/foghorn(/install)?[@:]v[0-9][0-9A-Za-z.-]*' \
    action.yml install/action.yml workflows docs README.md)
grep -qE "^ +default: v${version//./\\.}$" install/action.yml ||
    wrong "install/action.yml: the input version is not v$version by default"

# A checkout of CI has no tags.
if git rev-parse --quiet --verify "refs/tags/v$version" >/dev/null ||
    git ls-remote --exit-code --quiet origin "refs/tags/v$version" >/dev/null; then
    wrong "the tag v$version exists, and a released tag is never moved: release the next version"
fi
exit "$status"
