# gVisor's runsc, the sandbox itself. Sources in order of trust and speed: the machine's own, the official
# release with its checksum, built from the Go module of the same commit, Debian's package (older).

setup_runsc() {
  local target=$tools/bin/runsc
  if [[ -z ${ASSAY_RUNSC:-} ]] && accept_installed_runsc "$target"; then return; fi
  mkdir -p "$tools/bin"
  if link_own_runsc "$target"; then return; fi
  if [[ -n ${ASSAY_RUNSC:-} ]] && accept_installed_runsc "$target"; then return; fi
  [[ $(uname -s) == Linux ]] || fail runsc "gVisor runs on Linux only; use a Linux machine or virtual machine"

  local source
  for source in release go debian; do
    rm -f -- "$scratch/runsc"
    if "runsc_from_$source" "$scratch/runsc" && runsc_date "$scratch/runsc" >/dev/null; then
      mv -f -- "$scratch/runsc" "$target"
      return
    fi
  done
  fail runsc "no source had one. Do one of these and run set-up again: install gVisor 2026 or newer \
(https://gvisor.dev/docs/user_guide/install/) and set ASSAY_RUNSC to its runsc; let this machine reach \
$runsc_release_url; install Go 1.24 or newer; on Debian, check that apt-get update works"
}

# Also an older one is kept: it was taken when nothing newer could be had, and it works.
accept_installed_runsc() {
  local date
  date=$(runsc_date "$1") || return 1
  ok runsc "release of $date ($1)"
  if ((date < RUNSC_OLDEST)); then
    warn runsc "it is older than $RUNSC_OLDEST and slower; to try the newer sources again: rm '$1' && make setup"
  fi
}

link_own_runsc() {
  local candidate date
  while read -r candidate; do
    [[ -n $candidate && $candidate != "$tools"/* ]] || continue
    if ! date=$(runsc_date "$candidate"); then
      note "passed over $candidate: it does not start or does not tell its release"
    elif ((date < RUNSC_OLDEST)); then
      note "passed over $candidate: its release of $date is older than $RUNSC_OLDEST"
    else
      ln -sfn -- "$(readlink -f -- "$candidate")" "$1" &&
        ok runsc "release of $date, the machine's own ($candidate)"
      return
    fi
  done < <(printf '%s\n' "${ASSAY_RUNSC:-}" && type -aP runsc)
  return 1
}

# The day in `runsc version release-20260701.0`, or in Debian's `0.0~20240729.0`; fails when it does not start.
runsc_date() {
  local version
  [[ -x $1 ]] && version=$("$1" --version 2>/dev/null) &&
    [[ $version =~ (20[0-9]{6}) ]] && echo "${BASH_REMATCH[1]}"
}
