# What only the operating system's packages can bring: compilers, the toolchains of submissions, Python's venv.

setup_system() {
  local packages
  packages=$(missing_packages)
  if [[ -z $packages ]]; then
    ok system "toolchains for '$purpose' are there"
  elif ((EUID == 0)) && type -P apt-get >/dev/null; then
    # shellcheck disable=SC2086 # a list of names without spaces
    install_packages $packages
  else
    fail system "missing: $packages. Run: sudo apt-get install -y $packages"
  fi
}

missing_packages() {
  {
    missing_toolchains
    type -P npm >/dev/null || echo npm
    find_venv_python >/dev/null || echo python3-venv
  } | sort -u | paste -sd ' '
}

missing_toolchains() {
  local path package for_purpose _why
  while read -r path package for_purpose _why; do
    [[ $path == /* ]] || continue
    [[ $for_purpose == demo || $purpose == test ]] || continue
    [[ -e $host_root$path ]] || echo "$package"
  done <"$repo/scripts/system-packages.txt"
}

# Debian keeps ensurepip, without which a venv has no pip, in a package of its own. MiniStack wants 3.10.
find_venv_python() {
  local python probe='import ensurepip, venv, sys; sys.exit(sys.version_info < (3, 10))'
  for python in "$(type -P python3 || true)" "$host_root/usr/bin/python3"; do
    if [[ -n $python ]] && "$python" -c "$probe" 2>/dev/null; then
      echo "$python"
      return
    fi
  done
  return 1
}

# The lists may be absent or old, but refreshing them costs more than most installs: only when it fails without.
install_packages() {
  take system "installing $* with apt-get, because set-up, the demo or the tests run them"
  export DEBIAN_FRONTEND=noninteractive
  apt-get install -y --no-install-recommends "$@" >/dev/null 2>&1 </dev/null && return
  quietly apt-get update || fail system "apt-get update failed; install by hand: $*"
  quietly apt-get install -y --no-install-recommends "$@" || fail system "apt-get could not install: $*"
}
