#!/bin/sh
# Make the virtual environment in $1 and install the pinned packages and this one into it.
set -eu
venv=$1

say() { printf '%s\n' "$*" >&2; }

for python in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
  if command -v "$python" >/dev/null 2>&1 &&
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    found=$python
    break
  fi
done
if [ -z "${found:-}" ]; then
  say "onrecord: Python 3.11 or newer is needed; found: $(python3 --version 2>&1 || echo none)."
  say "Install one and run again, or name it: make PYTHON=/path/to/python3.12 build"
  exit 1
fi

if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  say "onrecord: making a virtual environment in $venv with $("$found" --version)"
  rm -rf "$venv"
  "$found" -m venv "$venv" || {
    say "onrecord: $found has no working venv module; on Debian or Ubuntu: apt install python3-venv"
    exit 1
  }
fi

say "onrecord: installing the pinned packages (minutes the first time)"
log=$venv/pip.log
if ! "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  --require-hashes -r requirements.txt >"$log" 2>&1; then
  tail -n 5 "$log" >&2
  if grep -qiE 'connection|resolve|timed out|unreachable|retrying|SSL|from versions: none' "$log"; then
    say "onrecord: the package registry is out of reach: check the network, or pip's index and proxy settings, and run again."
  else
    say "onrecord: pip could not install requirements.txt; the whole of what it said is in $log."
  fi
  exit 1
fi
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
  --editable . >"$log" 2>&1 || {
  cat "$log" >&2
  exit 1
}
