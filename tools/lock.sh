#!/bin/sh
# Compiles requirements/ for every platform and every supported Python, with hashes and without addresses.
# Versions already pinned stay, unless UPGRADE=1. Needs uv on the path or in the venv.
set -eu

uv=$(command -v uv || echo .venv/bin/uv)
[ -x "$uv" ] || { echo "lock: needs uv (pip install uv)" >&2; exit 1; }

compile() {
    target=$1
    shift
    "$uv" pip compile "$@" --output-file "$target" --universal --generate-hashes --python-version 3.11 \
        --no-emit-index-url --no-emit-find-links --no-header --no-strip-extras --quiet ${UPGRADE:+--upgrade}
    {
        echo "# Compiled by \`make lock\`; do not edit. Every file of every version here is known by its hash."
        cat "$target"
    } >"$target.new"
    mv "$target.new" "$target"
}

compile requirements/dev.txt pyproject.toml requirements/dev.in
# The same versions, without the tools: what an installed copy is tested with.
compile requirements/runtime.txt pyproject.toml --constraint requirements/dev.txt
