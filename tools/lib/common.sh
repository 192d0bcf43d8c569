# SPDX-License-Identifier: MIT
# What the scripts in tools/ share: where the checkout is, how to say something, how to install.

set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$ROOT"

say() { printf '== %s\n' "$*" >&2; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# need_packages LIST... : installs what is missing of the Debian packages named in the files.
need_packages() {
    local missing=() package
    command -v apt-get >/dev/null ||
        die "these tools install Debian packages, and there is no apt-get; install what $* name by hand"
    while read -r package; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
            missing+=("$package")
    done < <(sed 's/#.*//; /^[[:space:]]*$/d' "$@" | sort -u)
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing: ${missing[*]}"
    local as_root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || die "run as root, or install sudo, to install: ${missing[*]}"
        as_root=(sudo)
    fi
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Passes a build's output on; on a terminal its steps are shown on one line meanwhile.
show_steps() {
    local line
    while IFS= read -r line; do
        printf '%s\n' "$line"
        if [ -t 2 ] && [[ $line =~ ^\[\ *([0-9/%]+)\] ]]; then
            printf '\r   %s ' "${BASH_REMATCH[1]}" >&2
        fi
    done
    [ ! -t 2 ] || printf '\r%12s\r' "" >&2
}

# build PRESET [OPTION...] : configures and builds; prints the log only if that fails.
build() {
    local preset=$1 log
    shift
    # CMake refuses a build folder of another generator, such as one from before a change of it.
    if [ -f "build/$preset/CMakeCache.txt" ] &&
            ! grep -q '^CMAKE_GENERATOR:INTERNAL=Ninja$' "build/$preset/CMakeCache.txt"; then
        rm -rf "build/$preset/CMakeCache.txt" "build/$preset/CMakeFiles"
    fi
    log=$(mktemp)
    say "building $preset"
    if ! { cmake --preset "$preset" && cmake --build --preset "$preset" -j "$(nproc)" "$@"; } 2>&1 |
            show_steps >"$log"; then
        cat "$log" >&2
        rm -f "$log"
        die "the $preset build failed; its log is above"
    fi
    rm -f "$log"
}
