#!/usr/bin/env bash
# Writes the checksums of the archives in dist to dist/SHA256SUMS, as `sha256sum --check` reads them.
set -euo pipefail
cd "$(dirname "$0")/../dist"

sha256sum -- *.tar.gz >SHA256SUMS
cat SHA256SUMS
