# ./run and ./test read this file (sh). It installs missing packages, configures and builds. If nothing is missing and
# nothing changed, it only reads dpkg's status and runs ninja. It then uses neither apt nor the network.
set -eu
source_dir=$(cd "$(dirname "$0")" && pwd)
preset=${PRESET:-release}
python=${PYTHON:-/usr/bin/python3}

say() { printf '%s\n' "gimbal: $*" >&2; }

# python_version: prints the version of Debian's python3, which need not be installed.
python_version() {
    if [ -x /usr/bin/python3 ]; then /usr/bin/python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])'
    else apt-cache show python3 2>/dev/null | sed -n 's/^Version: \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1; fi
}

# missing_packages PACKAGE...: prints those that are not installed.
missing_packages() {
    for package in "$@"; do
        case "$package" in
            *PYTHON_VERSION*) package=$(printf '%s' "$package" | sed "s/PYTHON_VERSION/$(python_version)/") ;;
        esac
        case "$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null)" in
            "install ok installed") ;;
            *) printf ' %s' "$package" ;;
        esac
    done
}

# need GROUP...: installs the missing packages of these groups of third_party/packages.txt.
need() {
    wanted=""
    for group in "$@"; do
        wanted="$wanted $(sed -n "s/^$group: *//p" "$source_dir/third_party/packages.txt" | tr '\n' ' ')"
    done
    # The stamp holds the list and the time of dpkg's last change. If both are equal, nothing can be missing.
    stamp="$source_dir/build/.packages-$(echo "$*" | tr ' ' '-')"
    now="$wanted $(stat -c %Y /var/lib/dpkg/status 2>/dev/null || echo none)"
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ]; then return 0; fi
    if ! command -v dpkg-query >/dev/null 2>&1; then
        say "this is not Debian; install the equivalents of:$wanted"
        return 0
    fi
    if [ -n "$(missing_packages $wanted)" ]; then
        if [ "$(id -u)" = 0 ]; then as_root=""
        elif command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then as_root="sudo"
        else
            say "some packages are missing and there is no root or sudo here. Run this as root, then try again:"
            printf '  apt-get update && apt-get install -y --no-install-recommends%s\n' \
                "$(missing_packages $wanted)" >&2
            exit 1
        fi
        export DEBIAN_FRONTEND=noninteractive
        $as_root apt-get update -qq >&2 || say "apt-get update failed; trying with the lists that are there"
        install="apt-get install -y --no-install-recommends$(missing_packages $wanted)"
        say "installing:$(missing_packages $wanted)"
        if ! $as_root $install >&2; then
            say "the installation failed. Run this as root, then try again:"
            printf '  apt-get update && %s\n' "$install" >&2
            exit 1
        fi
        now="$wanted $(stat -c %Y /var/lib/dpkg/status)"
    fi
    mkdir -p "$source_dir/build" && printf '%s' "$now" >"$stamp"
}

# build_gimbal TARGET: configures once and builds. ninja finds the changed files.
build_gimbal() {
    build_dir="$source_dir/build/$preset"
    if [ "$python" != /usr/bin/python3 ]; then
        python=$(command -v "$python") || {
            say "PYTHON=$PYTHON is not a program; give the path of a python3, 3.11 or later"
            exit 1
        }
        build_dir="$build_dir-$("$python" -c 'import sys; print("python%d.%d.%d" % sys.version_info[:3])')"
    fi
    log="$source_dir/build/build.log"
    if [ ! -f "$build_dir/build.ninja" ]; then
        say "configuring $build_dir"
        (cd "$source_dir" && cmake --preset "$preset" -B "$build_dir" -DGIMBAL_PYTHON="$python") >"$log" 2>&1 || {
            cat "$log" >&2
            exit 1
        }
    fi
    # ninja is quiet; a message appears only when the build takes time.
    if [ ! -x "$build_dir/gimbal" ] && [ -t 2 ]; then
        say "building; the first time takes a few minutes"
        ninja -C "$build_dir" "$1" >&2 || exit 1
        return 0
    fi
    (sleep 2 >/dev/null 2>&1; say "building; the first time takes a few minutes") &
    word=$!
    if ninja -C "$build_dir" --quiet "$1" >"$log" 2>&1; then built=true; else built=false; fi
    kill "$word" 2>/dev/null || true
    $built || { tail -n 60 "$log" >&2; exit 1; }
}
