#!/usr/bin/env bash
# Makes .setup/ministack hold exactly ministack.txt: the second AWS that the tests deploy to.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
. "$here/venv.sh"

venv "$setup_dir/ministack" "$here/ministack.txt" "ministack" "the tests deploy to PyPI's ministack"
