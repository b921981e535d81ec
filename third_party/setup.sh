# Read by ./run and ./test (sh): installs what is missing, configures, builds. Nothing missing and nothing changed costs
# one look at dpkg's status and one run of ninja; neither apt nor the network is touched then.
set -eu
source_dir=$(cd "$(dirname "$0")" && pwd)
preset=${PRESET:-release}
python=${PYTHON:-/usr/bin/python3}

say() { printf '%s\n' "gimbal: $*" >&2; }

# need GROUP...: installs the packages of these groups of third_party/packages.txt that are missing.
need() {
    wanted=""
    for group in "$@"; do
        wanted="$wanted $(sed -n "s/^$group: *//p" "$source_dir/third_party/packages.txt" | tr '\n' ' ')"
    done
    # The stamp holds the list and the time of dpkg's last change: equal means that nothing can be missing.
    stamp="$source_dir/build/.packages-$(echo "$*" | tr ' ' '-')"
    now="$wanted $(stat -c %Y /var/lib/dpkg/status 2>/dev/null || echo none)"
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ]; then return 0; fi
    if ! command -v dpkg-query >/dev/null 2>&1; then
        say "this is not Debian; install the equivalents of:$wanted"
        return 0
    fi
    missing=""
    for package in $wanted; do
        case "$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null)" in
            "install ok installed") ;;
            *) missing="$missing $package" ;;
        esac
    done
    if [ -n "$missing" ]; then
        install="apt-get install -y --no-install-recommends$missing"
        if [ "$(id -u)" = 0 ]; then as_root=""
        elif command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then as_root="sudo"
        else
            say "some packages are missing and there is no root or sudo here. Type this as root, then try again:"
            printf '  apt-get update && %s\n' "$install" >&2
            exit 1
        fi
        say "installing:$missing"
        export DEBIAN_FRONTEND=noninteractive
        if ! { $as_root apt-get update -qq && $as_root $install; } >&2; then
            say "the installation failed. Type this as root, then try again:"
            printf '  apt-get update && %s\n' "$install" >&2
            exit 1
        fi
        now="$wanted $(stat -c %Y /var/lib/dpkg/status)"
    fi
    mkdir -p "$source_dir/build" && printf '%s' "$now" >"$stamp"
}

# build_gimbal TARGET: configures once, then leaves it to ninja to see what changed.
build_gimbal() {
    build_dir="$source_dir/build/$preset"
    if [ "$python" != /usr/bin/python3 ]; then
        python=$(command -v "$python") || { say "PYTHON=$PYTHON is no program; give the path of a python3 (3.11 to 3.13)"; exit 1; }
        build_dir="$build_dir-$("$python" -c 'import sys; print("python%d.%d.%d" % sys.version_info[:3])')"
    fi
    log="$source_dir/build/build.log"
    if [ ! -f "$build_dir/build.ninja" ]; then
        say "configuring $build_dir"
        (cd "$source_dir" && cmake --preset "$preset" -B "$build_dir" -DGIMBAL_PYTHON="$python") >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
    fi
    # What changed is ninja's to see. It is quiet about it; a word comes only when it takes time.
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
