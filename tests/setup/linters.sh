#!/usr/bin/env bash
# Makes sure that the linters are there which are not Python packages: shellcheck and cargo-deny.
set -euo pipefail
. "$(dirname "$0")/apt.sh"

cargo_deny_version=0.20.2

command -v shellcheck >/dev/null || install_packages "(lint reads the shell scripts with it)" shellcheck

case "$(cargo deny --version 2>/dev/null || "$setup_dir/cargo/bin/cargo-deny" --version 2>/dev/null)" in
"cargo-deny $cargo_deny_version") exit 0 ;;
esac
printf 'setup: building cargo-deny %s\n' "$cargo_deny_version" >&2
# Unoptimised: it compiles in a third of the time and reads one lock file in a second.
CARGO_TARGET_DIR="$setup_dir/cargo/target" cargo install --quiet --locked --debug --no-track --force \
    --root "$setup_dir/cargo" "cargo-deny@$cargo_deny_version" >"$(log_file cargo-deny)" 2>&1 ||
    die "cargo install cargo-deny failed; see $(log_file cargo-deny)"
rm -rf "$setup_dir/cargo/target"
