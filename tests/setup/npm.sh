#!/usr/bin/env bash
# Makes .setup/npm hold exactly npm/package-lock.json: a mock of GitHub's API, the drawer of the
# summary's picture, a GitLab runner.
set -euo pipefail
. "$(dirname "$0")/apt.sh"

wanted="$(cd "$(dirname "$0")/npm" && pwd)"
folder="$setup_dir/npm"
mark="$(cat "$wanted/package.json" "$wanted/package-lock.json" | cksum)"

[ "$(cat "$folder/.installed" 2>/dev/null)" = "$mark" ] && exit 0

command -v npm >/dev/null || install_packages "(the tests use tools from npm)" nodejs npm
printf 'setup: installing npm packages into .setup/npm\n' >&2
rm -rf "$folder"
mkdir -p "$folder"
cp "$wanted/package.json" "$wanted/package-lock.json" "$folder"
(cd "$folder" && npm ci --no-audit --no-fund --loglevel=error) >"$(log_file npm)" 2>&1 ||
    die "npm ci failed; see $(log_file npm)"
printf '%s\n' "$mark" >"$folder/.installed"
