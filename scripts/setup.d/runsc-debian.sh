# Debian trixie's build of 2024, downloaded from the machine's own mirror with apt's signatures checked, and
# unpacked beside the system: apt works in directories of ours, so nothing is installed and no root is needed.

runsc_from_debian() {
  local file=$1 apt=$scratch/apt mirror
  local keyring=$host_root/usr/share/keyrings/debian-archive-keyring.gpg
  if ! type -P apt-get dpkg-deb >/dev/null || [[ ! -e $keyring ]] || ! mirror=$(debian_mirror); then
    note "no Debian mirror is configured here"
    return 1
  fi
  take runsc "unpacking Debian trixie's package, because no newer gVisor could be had"
  mkdir -p "$apt"/{lists,cache/archives}/partial
  echo "deb [signed-by=$keyring] $mirror trixie main" >"$apt/sources.list"
  quietly apt_beside update && (cd -- "$apt" && quietly apt_beside download runsc/trixie) || return 1
  dpkg-deb -x "$apt"/runsc_*.deb "$apt/unpacked" && mv -- "$apt/unpacked/usr/bin/runsc" "$file" || return 1
  warn runsc "this build is of 2024: it works, but commands start more slowly and idle sandboxes cost CPU"
}

apt_beside() {
  apt-get -o "Dir::State::lists=$scratch/apt/lists" -o "Dir::Cache=$scratch/apt/cache" \
    -o "Dir::Etc::sourcelist=$scratch/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o APT::Sandbox::User=root "$@"
}

# The first mirror of the distribution itself, from either form of apt's sources; a machine may have one or both.
debian_mirror() {
  local etc=$host_root/etc/apt mirrors
  mirrors=$({
    cat -- "$etc/sources.list" "$etc"/sources.list.d/*.{list,sources} 2>/dev/null || true
  } | sed -nE -e 's/^deb[[:space:]]+(\[[^]]*\][[:space:]]+)?([^[:space:]]+)[[:space:]].*/\2/p' \
    -e 's/^URIs:[[:space:]]*([^[:space:]]+).*/\1/p' | grep -E '/debian/?$') || return 1
  echo "${mirrors%%$'\n'*}"
}
