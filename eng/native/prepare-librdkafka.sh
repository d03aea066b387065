#!/usr/bin/env bash
# Makes librdkafka.redist available to the restore. Where a configured NuGet source carries the version that
# Confluent.Kafka asks for, nothing is built. Elsewhere librdkafka is compiled from Debian's source package and packed
# into eng/nuget. Safe to run twice and at once: the work is done under a lock and announced by a stamp file.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
state="$root/.gova"
stamp="$state/librdkafka.ready"
wanted=2.15.1
packed=2.15.1.1
say() { echo "librdkafka: $*"; }
fail() { echo "librdkafka: error: $*" >&2; exit 1; }

mkdir -p "$state"
exec 9>"$state/librdkafka.lock"
flock 9
[ ! -f "$stamp" ] || exit 0

if [ -f "$root/eng/nuget/librdkafka.redist.$packed.nupkg" ]; then
  touch "$stamp"; exit 0
fi

if dotnet package search librdkafka.redist --exact-match --format json 2>/dev/null | tr -d ' \n' | grep -q "\"version\":\"$wanted\""; then
  say "the package feed carries $wanted"
  touch "$stamp"; exit 0
fi
[ "$(uname -m)" = x86_64 ] || fail "the package feed lacks librdkafka.redist $wanted and the fallback build supports x86_64 only"

for tool in gcc:gcc g++:g++ make:make ld:binutils tar:tar xz:xz-utils apt-get:apt flock:util-linux dotnet:dotnet-sdk-10.0; do
  command -v "${tool%%:*}" >/dev/null || fail "'${tool%%:*}' is missing; install the package '${tool##*:}'"
done

say "the package feed lacks librdkafka.redist $wanted; compiling it from Debian's source package (about a minute)"
work=$(mktemp -d "$state/librdkafka.XXXXXX")
trap 'rm -rf "$work"' EXIT
log="$state/librdkafka.log"; : >"$log"

# shellcheck source=../apt/private-apt.sh
. "$root/eng/apt/private-apt.sh"
private_apt_setup "$state/apt" trixie "deb-src" >>"$log" 2>&1 || fail "cannot read Debian's package lists; see $log"
(cd "$work" && private_apt source --download-only -qq librdkafka) >>"$log" 2>&1 || fail "cannot download the source package; see $log"
mkdir "$work/src"
tar -xf "$work"/librdkafka_*.orig.tar.* -C "$work/src" --strip-components=1
(cd "$work/src" && ./configure --disable-gssapi --disable-curl --disable-lz4-ext && make -j"$(nproc)" libs) >>"$log" 2>&1 \
  || fail "the compilation failed; see $log"

# Packed outside the tree, so that this repository's own build files do not apply to it.
pack=$(mktemp -d)
trap 'rm -rf "$work" "$pack"' EXIT
cp -L "$work/src/src/librdkafka.so" "$pack/librdkafka.so"
strip --strip-unneeded "$pack/librdkafka.so"
cat >"$pack/librdkafka.redist.csproj" <<CSPROJ
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <PackageId>librdkafka.redist</PackageId>
    <Version>$packed</Version>
    <Description>librdkafka compiled from Debian's source package for linux-x64.</Description>
    <IncludeBuildOutput>false</IncludeBuildOutput>
    <SuppressDependenciesWhenPacking>true</SuppressDependenciesWhenPacking>
    <NoWarn>NU5128;NU5104</NoWarn>
  </PropertyGroup>
  <ItemGroup>
    <None Include="librdkafka.so" Pack="true" PackagePath="runtimes/linux-x64/native/librdkafka.so" />
  </ItemGroup>
</Project>
CSPROJ
# The outer build's settings must not reach this one.
(cd "$pack" && env -u MSBuildSDKsPath -u MSBUILD_EXE_PATH -u MSBuildExtensionsPath -u MSBuildLoadMicrosoftTargetsReadOnly \
  dotnet pack -v quiet -o "$root/eng/nuget" librdkafka.redist.csproj) >>"$log" 2>&1 || fail "packing failed; see $log"
touch "$stamp"
say "ready: eng/nuget/librdkafka.redist.$packed.nupkg"
