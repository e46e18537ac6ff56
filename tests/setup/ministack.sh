#!/usr/bin/env bash
# Makes .setup/ministack hold exactly ministack.txt: the second AWS that the tests deploy to.
set -euo pipefail
. "$(dirname "$0")/apt.sh"

venv="$setup_dir/ministack"
requirements="$(cd "$(dirname "$0")" && pwd)/ministack.txt"
wanted="$(cksum <"$requirements")"

[ "$(cat "$venv/.requirements" 2>/dev/null)" = "$wanted" ] && exit 0

if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    install_packages "(the tests deploy to PyPI's ministack)" python3 python3-venv
fi
printf 'setup: installing ministack\n' >&2
rm -rf "$venv"
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements" >"$(log_file ministack)" 2>&1 ||
    die "pip install failed; see $(log_file ministack)"
printf '%s\n' "$wanted" >"$venv/.requirements"
