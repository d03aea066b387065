# Sourced. A private apt: its sources are derived from the machine's own Debian sources with another release name, and
# its lists and cache live under the state folder. Nothing on the system changes and no root is needed.
#   private_apt_setup <state folder> <release> [deb|deb-src]
#   private_apt <apt-get arguments>
private_apt_setup() {
  local dir=$1 release=$2 kind=${3:-deb} base
  apt_config="$dir/$kind.conf"
  mkdir -p "$dir/$kind/lists/partial" "$dir/$kind/cache/archives/partial" "$dir/$kind/etc"
  # The first Debian archive (not security, not third party) among the machine's own sources.
  base=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Identifier: Packages' \
    | awk '$3=="main" && $1 ~ /\/debian\/?$/ {print $1; exit}')
  if [ -z "$base" ]; then
    # No list was fetched yet: read the source files instead.
    base=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null \
      | grep -oE '[a-z+]+://[^ ]+/debian/?( |$)' | head -n 1 | tr -d ' ')
  fi
  [ -n "$base" ] || { echo "no Debian archive among this machine's apt sources"; return 1; }
  : >"$dir/$kind/status"
  echo "$kind [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $base $release main" >"$dir/$kind/sources.list"
  cat >"$apt_config" <<CONF
Dir::Etc::sourcelist "$dir/$kind/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "$dir/$kind";
Dir::State::lists "$dir/$kind/lists";
Dir::State::status "$dir/$kind/status";
Dir::Cache "$dir/$kind/cache";
APT::Sandbox::User "$(id -un)";
APT::Install-Recommends "false";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::Languages "none";
Acquire::Retries "3";
CONF
  private_apt -qq update
}
private_apt() { APT_CONFIG="$apt_config" apt-get "$@"; }
