# shellcheck shell=bash
# Sourced: makes a directory of Python packages hold exactly what a file of requirements says.
. "$(dirname "${BASH_SOURCE[0]}")/apt.sh"

# venv DIRECTORY REQUIREMENTS WHAT WHY
venv() {
    local directory="$1" requirements="$2" what="$3" why="$4" wanted
    wanted="$(cksum <"$requirements")"
    [ "$(cat "$directory/.requirements" 2>/dev/null)" = "$wanted" ] && return 0
    if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
        install_packages "($why)" python3 python3-venv
    fi
    printf 'setup: installing %s\n' "$what" >&2
    rm -rf "$directory"
    python3 -m venv "$directory"
    "$directory/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements" \
        >"$(log_file pip)" 2>&1 || die "pip install failed; see $(log_file pip)"
    printf '%s\n' "$wanted" >"$directory/.requirements"
}
