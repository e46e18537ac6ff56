#!/usr/bin/env bash
# Makes .venv hold exactly requirements.txt: the AWS clients the tests use, and the linters.
set -euo pipefail
. "$(dirname "$0")/apt.sh"

venv="$(dirname "$setup_dir")/.venv"
requirements="$(cd "$(dirname "$0")" && pwd)/requirements.txt"
wanted="$(cksum <"$requirements")"

[ "$(cat "$venv/.requirements" 2>/dev/null)" = "$wanted" ] && exit 0

if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    install_packages "(the tests use AWS's own clients)" python3 python3-venv
fi
printf 'setup: installing Python packages into .venv\n' >&2
rm -rf "$venv"
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements" >"$(log_file pip)" 2>&1 ||
    die "pip install failed; see $(log_file pip)"
printf '%s\n' "$wanted" >"$venv/.requirements"
