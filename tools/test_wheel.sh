#!/bin/sh
# Builds the wheel, installs it into a venv of its own and runs the program there, far from the source folder.
set -eu

top=$(pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

.venv/bin/python -m build --wheel --no-isolation --outdir "$scratch/dist" >"$scratch/build.log" 2>&1 \
    || { cat "$scratch/build.log" >&2; exit 1; }
.venv/bin/python -m venv "$scratch/venv"
"$scratch/venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input \
    --require-hashes -r requirements/runtime.txt
"$scratch/venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input --no-deps "$scratch"/dist/*.whl

cd "$scratch"
program=$scratch/venv/bin/braze-gitops
where=$("$scratch/venv/bin/python" -c 'import braze_gitops; print(braze_gitops.__file__)')
case $where in
    "$scratch"/venv/*) ;;
    *) echo "test-wheel: imported $where instead of the installed package" >&2; exit 1 ;;
esac
test -f "$(dirname "$where")/py.typed" || { echo "test-wheel: the wheel has no py.typed" >&2; exit 1; }

"$program" version
"$program" --help >/dev/null
# What init writes must validate and plan at once.
mkdir project
"$program" -C project init
"$program" -C project validate
"$program" -C project calendar --format ics --out braze.ics
grep -q "^BEGIN:VCALENDAR" braze.ics
cp -R "$top/schedules" "$top/braze-gitops.yaml" "$scratch" && "$program" -C "$scratch" validate
echo "test-wheel: the installed program works"
