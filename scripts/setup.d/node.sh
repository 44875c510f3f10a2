# Node runs everything here. A machine's own is taken when it is new enough.

setup_node() {
  local found package
  found=$(type -P node || true)
  if [[ -n $found ]] && is_recent_node "$found"; then
    ok node "$("$found" --version) ($found)"
    return
  fi
  package=node-$(node_platform)@$NODE_VERSION
  take node "fetching $package from npm, because Assay needs Node $NODE_MAJOR and this machine has $(describe_node "$found")"
  quietly npm pack "$package" --pack-destination "$scratch" || fail node "npm could not fetch $package; install Node $NODE_MAJOR or newer yourself"
  unpack_node "$scratch"/node-*.tgz
}

is_recent_node() {
  local version
  version=$("$1" --version 2>/dev/null) && [[ $version =~ ^v([0-9]+)\. ]] && ((BASH_REMATCH[1] >= NODE_MAJOR))
}

describe_node() {
  if [[ -n $1 ]]; then "$1" --version; else echo none; fi
}

node_platform() {
  local system machine
  system=$(uname -s)
  case $(uname -m) in
    x86_64) machine=x64 ;;
    aarch64 | arm64) machine=arm64 ;;
    *) fail node "no Node binary is published for $(uname -m); install Node $NODE_MAJOR or newer yourself" ;;
  esac
  echo "${system,,}-$machine"
}

unpack_node() {
  mkdir -p "$tools/node/bin"
  tar -xzf "$1" -C "$scratch" package/bin/node
  mv -f -- "$scratch/package/bin/node" "$tools/node/bin/node"
  hash -r
  is_recent_node "$tools/node/bin/node" || fail node "the Node that npm delivered does not run on this machine"
}
