#!/usr/bin/env bash
# Installs PostgreSQL 17 with pgvector privately: prepare-postgres.sh [install folder]
# The install folder (default: .gova of this tree) receives postgres/, nothing on the system changes. The binaries of
# Debian trixie bring their own libc, so the folder works on an older release, but only at the place it was made for.
# Safe to run twice and at once: the work is done under a lock and announced by a stamp file.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "${1:-$root/.gova}"
state=$(cd "${1:-$root/.gova}" && pwd)
home="$state/postgres"
stamp="$home/.ready"
log="$state/postgres.log"
release=trixie
edition="17 $release $home"
packages=(postgresql-17 postgresql-client-17 postgresql-17-pgvector patchelf libc6 libgcc-s1 libstdc++6 libicu76
  libldap2 libsasl2-2 libssl3t64 libzstd1 liblz4-1 libxml2 libpam0g libgssapi-krb5-2 libkrb5-3 libk5crypto3
  libkrb5support0 libcom-err2 libkeyutils1 zlib1g libsystemd0 libcap2 liblzma5 libaudit1 libcap-ng0 libpq5 libgcrypt20
  libgpg-error0 libuuid1 libselinux1 libpcre2-8-0 libreadline8t64 libtinfo6 libxxhash0)
programs=(postgres initdb pg_ctl psql pg_dump pg_restore pg_isready)
say() { echo "postgres: $*"; }
fail() { echo "postgres: error: $*" >&2; exit 1; }

is_ready() { [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$edition" ]; }
is_ready && exit 0
for tool in flock:util-linux dpkg-deb:dpkg apt-get:apt xz:xz-utils awk:mawk; do
  command -v "${tool%%:*}" >/dev/null || fail "'${tool%%:*}' is missing; install the package '${tool##*:}'"
done
exec 9>"$state/postgres.lock"
flock 9
is_ready && exit 0
: >"$log"

say "reading the package lists of Debian $release"
# shellcheck source=../apt/private-apt.sh
. "$root/eng/apt/private-apt.sh"
private_apt_setup "$state/apt" "$release" deb >>"$log" 2>&1 || fail "cannot read Debian's package lists; see $log"

say "downloading PostgreSQL 17 and pgvector (about 60 MB)"
work=$(mktemp -d "$state/postgres.XXXXXX")
trap 'rm -rf "$work"' EXIT
(cd "$work" && private_apt download -qq "${packages[@]}") >>"$log" 2>&1 || fail "cannot download the packages; see $log"

say "unpacking"
rm -rf "$home"
mkdir -p "$home"
for package in "$work"/*.deb; do dpkg-deb -x "$package" "$home"; done
loader="$home/usr/lib64/ld-linux-x86-64.so.2"
libraries="$home/usr/lib/x86_64-linux-gnu"
binaries="$home/usr/lib/postgresql/17/bin"
[ -e "$loader" ] || fail "the downloaded libc has no loader for $(uname -m); x86_64 is supported"
for program in "${programs[@]}"; do
  "$loader" --library-path "$libraries" "$home/usr/bin/patchelf" \
    --set-interpreter "$loader" --force-rpath --set-rpath "$libraries" "$binaries/$program" >>"$log" 2>&1 \
    || fail "cannot point $program at its own libraries; see $log"
done
"$binaries/postgres" --version >>"$log" 2>&1 || fail "the installed server does not run; see $log"
echo "$edition" >"$stamp"
say "ready: $("$binaries/postgres" --version)"
