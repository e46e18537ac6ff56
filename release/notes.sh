#!/usr/bin/env bash
# Prints a version's section of CHANGELOG.md, without its heading: the text of the release.
#
#   release/notes.sh 0.1.0
set -euo pipefail
cd "$(dirname "$0")/.."

version="${1:?the version, as in CHANGELOG.md}"

# Headings: `## 0.1.0`, `## 0.1.0 - 2026-11-21`. The empty lines around the section are left out.
notes="$(awk -v version="$version" '
    /^## / { inside = ($2 == version); next }
    inside
' CHANGELOG.md | sed -e '/./,$!d')"

if [ -z "$notes" ]; then
    printf 'release: CHANGELOG.md has nothing under "## %s": name the section "## Unreleased" so\n' "$version" >&2
    exit 1
fi
printf '%s\n' "$notes"
