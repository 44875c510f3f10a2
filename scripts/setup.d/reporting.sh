# One line a step on stdout; details only when something goes wrong, on stderr.

ok() { printf 'ok    %s: %s\n' "$1" "$2"; }

take() { printf 'setup %s: %s\n' "$1" "$2"; }

note() { printf '      %s\n' "$1" >&2; }

warn() { printf 'warn  %s: %s\n' "$1" "$2" >&2; }

fail() {
  printf 'FAIL  %s: %s\n' "$1" "$2" >&2
  exit 1
}

# Runs a program with its output kept back; shows the end of it when the program fails.
quietly() {
  local log=$scratch/output.log code=0
  "$@" >"$log" 2>&1 </dev/null || code=$?
  ((code == 0)) && return
  note "'$*' ended with exit code $code:"
  tail -n 15 -- "$log" | sed 's/^/        /' >&2
  return "$code"
}
