#!/usr/bin/env bash
# Proves that a newcomer's two commands work on an empty Debian.
#
#   tools/check-bare.sh [--keep] [--as-user] [COMMAND ...]
#
# Makes an empty Debian of this machine's release with debootstrap, from the package server that
# this machine's apt is set up with, clones what is committed here into it, and runs each COMMAND
# there ('./run --build' and './test' when none is given), with its seconds. --as-user runs the
# last one once more as an ordinary user, who finds all packages there. --keep leaves the folder.
# Needs root and debootstrap.
set -u -o pipefail
cd "$(dirname "$0")/.." || exit 1

keep='' as_user=''
while [ $# -gt 0 ]; do
    case $1 in
    --keep) keep=yes ;;
    --as-user) as_user=yes ;;
    -*) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 2 ;;
    *) break ;;
    esac
    shift
done
[ $# -gt 0 ] || set -- './run --build' './test'
[ "$(id -u)" = 0 ] || { echo "samsyn: this needs root" >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "samsyn: debootstrap is missing" >&2; exit 1; }

# shellcheck disable=SC1091
release=$(. /etc/os-release && echo "$VERSION_CODENAME")
mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | awk -v release="$release" '
    /^URIs:/ { address = $2 }
    /^Suites:/ { for (i = 2; i <= NF; i++) if ($i == release) { print address; exit } }
    $1 == "deb" { for (i = 2; i < NF; i++) if ($i ~ /:\/\// && $(i + 1) == release) { print $i; exit } }')
[ -n "$mirror" ] || { echo "samsyn: no package server for $release in /etc/apt" >&2; exit 1; }

root=$(mktemp -d "${TMPDIR:-/var/tmp}/samsyn-bare-XXXXXX") || exit 1
chmod 755 "$root" # it becomes somebody's /
# shellcheck disable=SC2317 # called by the trap
clean_up() {
    [ -z "$running" ] || { kill -KILL "$running" && wait "$running"; } 2>/dev/null
    if [ -n "$keep" ]; then
        echo "kept: $root"
    else
        rm -rf --one-file-system "$root"
    fi
}
trap clean_up EXIT
trap 'exit 143' TERM INT

# Runs a command with mounts and processes of its own: with it end whatever it started and what was
# mounted for it, also when this script is killed. Nobody else's processes are seen in there.
running=
apart() {
    unshare --mount --propagation private --pid --fork --kill-child=KILL "$@" &
    running=$!
    wait "$running"
    local code=$?
    running=
    return "$code"
}

echo "== an empty Debian ($release)"
SECONDS=0
apart debootstrap --variant=minbase "$release" "$root" "$mirror" >"$root.log" 2>&1 || {
    tail -n 3 "$root.log"
    exit 1
}
rm -f "$root.log"
echo "   $SECONDS s, $(chroot "$root" dpkg-query -W | wc -l) packages"

# It lives for an hour: nothing needs to be safe on the disk after each package.
echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"

# What this machine needs to reach the outside, the empty one needs too.
cp /etc/resolv.conf "$root/etc/resolv.conf"
cp /etc/apt/apt.conf.d/*proxy* "$root/etc/apt/apt.conf.d/" 2>/dev/null
settings=(PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8)
for name in http_proxy https_proxy no_proxy; do
    [ -n "${!name:-}" ] && settings+=("$name=${!name}")
done
if compgen -G '/usr/local/share/ca-certificates/*.crt' >/dev/null; then
    cat /usr/local/share/ca-certificates/*.crt >"$root/etc/ssl-of-this-network.pem"
    settings+=(NODE_EXTRA_CA_CERTS=/etc/ssl-of-this-network.pem)
fi

git clone -q --no-local . "$root/samsyn" || exit 1
echo "   clone of $(git rev-parse --short HEAD)"

result=0
# The first process stays to collect what others leave behind.
# shellcheck disable=SC2016 # expanded inside
inside='
    root=$1
    shift
    mount -t proc proc "$root/proc" && mount --bind /dev "$root/dev" &&
        mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm" || exit 1
    chroot "$root" "$@" &
    wait $!'
in_bare() {
    local home=$1 command=$2
    shift 2
    SECONDS=0
    apart sh -c "$inside" sh "$root" "$@" /usr/bin/env -i "${settings[@]}" "HOME=$home" \
        sh -c "cd /samsyn && $command"
    local code=$?
    echo "   ended with $code after $SECONDS s"
    [ "$code" = 0 ] || result=1
}
for command in "$@"; do
    echo "== $command"
    in_bare /root "$command"
done
if [ -n "$as_user" ]; then
    echo "== $command, as an ordinary user"
    chroot "$root" useradd --create-home newcomer
    chroot "$root" chown -R newcomer: /samsyn
    in_bare /home/newcomer "$command" setpriv --reuid newcomer --regid newcomer --init-groups
fi
exit "$result"
