#!/usr/bin/env bash
# Makes .venv hold exactly requirements.txt: the AWS clients the tests use, and the linters.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
. "$here/venv.sh"

venv "$(dirname "$setup_dir")/.venv" "$here/requirements.txt" "Python packages into .venv" \
    "the tests use AWS's own clients"
