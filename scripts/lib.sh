# shellcheck shell=bash
# What the scripts share. Sourced, not run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Kept beside the checkout's own files, so that a second run is quick.
cache=$PWD/.cache
minimum_python=3.14.2

say() { printf '\033[1m→ %s\033[0m\n' "$*" >&2; }
fail() { printf '\033[31m✗ %s\033[0m\n' "$*" >&2; exit 1; }

# Runs a command as root: as it is for root, else through sudo.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else fail "This needs root: $*"; fi
}

# Installs Debian packages that are not there yet.
debian_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || fail "Please install: ${missing[*]}"
  say "Installing ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Sets $uv: the one on PATH if it is recent enough, else one of our own.
find_uv() {
  uv=$(command -v uv || true)
  if [ -n "$uv" ] && "$uv" lock --check --offline >/dev/null 2>&1; then return; fi
  uv=$cache/uv/bin/uv
  [ -x "$uv" ] && return
  say "Installing uv"
  command -v python3 >/dev/null || debian_packages python3 python3-venv
  if ! python3 -m venv "$cache/uv" >/dev/null 2>&1; then
    rm -rf "$cache/uv"
    debian_packages python3-venv
    python3 -m venv "$cache/uv"
  fi
  "$cache/uv/bin/pip" install --quiet --disable-pip-version-check 'uv>=0.9'
}

# Says whether a Python is recent enough, and whole.
good_python() {
  [ -n "$1" ] && "$1" - "$minimum_python" >/dev/null 2>&1 <<'PY'
import bz2, ctypes, lzma, sqlite3, ssl, sys, zlib
sys.exit(sys.version_info[:3] < tuple(map(int, sys.argv[1].split("."))))
PY
}

# Sets $python: uv's own Python 3.14, else the one on PATH, else Debian's.
find_python() {
  local own=$cache/python-3.14/usr/bin/python3.14 found
  python=$own
  if good_python "$own"; then return; fi
  found=$("$uv" python find --no-project --offline ">=$minimum_python,<3.15" 2>/dev/null || true)
  if good_python "$found"; then python=$found; return; fi
  say "Getting Python 3.14"
  if timeout 120 "$uv" python install --no-bin 3.14 >/dev/null 2>&1; then
    found=$("$uv" python find --no-project --offline 3.14 2>/dev/null || true)
    if good_python "$found"; then python=$found; return; fi
  fi
  found=$(command -v python3.14 || true)
  if good_python "$found"; then python=$found; return; fi
  say "Unpacking Debian's Python 3.14 into ${own%/usr/*} (the system stays as it is)"
  scripts/python-from-debian "${own%/usr/*}"
  good_python "$own" || fail "No Python $minimum_python or newer could be had"
}

# Makes or refreshes a virtual environment: environment NAME GROUP...
environment() {
  local name=$1 group arguments=()
  shift
  for group in "$@"; do arguments+=(--group "$group"); done
  say "Installing $* into $name"
  # The headers of a Python that lies in a folder of its own are found through CPATH,
  # for the two packages that have no wheel for Python 3.14.
  local headers=$cache/python-3.14/usr/include
  if [ -d "$headers" ]; then
    mkdir -p "$cache/include"
    ln -sfn "$headers/$(gcc -print-multiarch 2>/dev/null || dpkg-architecture -qDEB_HOST_MULTIARCH)" \
      "$cache/include/$(gcc -print-multiarch 2>/dev/null || dpkg-architecture -qDEB_HOST_MULTIARCH)"
    export CPATH=$cache/include
  fi
  UV_PROJECT_ENVIRONMENT=$name "$uv" sync --locked --python "$python" "${arguments[@]}"
}

unit_environment() { find_uv; find_python; environment .venv unit; }

home_assistant_environment() {
  command -v g++ >/dev/null || debian_packages g++
  find_uv; find_python; environment .venv-ha home-assistant
}

# A browser for the end-to-end test: Debian's, which the tests drive.
browser() {
  command -v chromium >/dev/null && return
  debian_packages chromium
}
