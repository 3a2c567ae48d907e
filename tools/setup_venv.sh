#!/bin/sh
# Makes the venv, or brings it up to date, with plain pip: hash-checked requirements, then this folder.
# The Python is $PYTHON, or the first of python3, python3.14 … python3.11 that is new enough.
set -eu

venv=$1

new_enough() {
    command -v "$1" >/dev/null 2>&1 && "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    echo "setup: needs Python 3.11 or newer with its venv module (Debian: apt install python3 python3-venv)" >&2
    exit 1
}

# A venv whose Python is gone or too old is made again; any other is kept, so that a change of pins is quick.
if ! new_enough "$venv/bin/python" || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    echo "setup: making $venv with $("$python" --version)"
    "$python" -m venv --clear "$venv"
fi

echo "setup: installing the pinned requirements"
"$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input \
    --require-hashes -r requirements/dev.txt
"$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input \
    --no-deps --no-build-isolation --editable .
echo "setup: done"
