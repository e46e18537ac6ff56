#!/usr/bin/env bash
# Commits what is pinned, tags that commit, and publishes the release: the last step, so that a run
# that failed before it leaves no tag. Needs `gh`, signed in with `contents: write`.
#
#   release/publish.sh 0.1.0
set -euo pipefail
cd "$(dirname "$0")/.."

version="${1:?the version}"
notes="$(mktemp)"
trap 'rm -f "$notes"' EXIT
release/notes.sh "$version" >"$notes"

git -c user.name='github-actions[bot]' \
    -c user.email='41898282+github-actions[bot]@users.noreply.github.com' \
    commit --quiet --message "foghorn $version" -- action.yml install/SHA256SUMS
git tag "v$version"
# Fails when the tag is there already: it is never moved.
git push --quiet origin "refs/tags/v$version"
gh release create "v$version" --verify-tag --title "foghorn $version" --notes-file "$notes" \
    dist/*.tar.gz dist/SHA256SUMS dist/*.sigstore.json
