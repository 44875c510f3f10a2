# The project's npm dependencies, exactly as the lock file has them.

setup_packages() {
  local stamp=$repo/node_modules/.assay-lock-sha256 wanted
  wanted=$(sha256sum <"$repo/package-lock.json" | cut -d ' ' -f 1)
  if [[ -f $stamp && $(<"$stamp") == "$wanted" ]]; then
    ok packages "node_modules is as package-lock.json says"
    return
  fi
  take packages "npm ci, because node_modules is missing or of another package-lock.json"
  (cd -- "$repo" && quietly npm ci --no-audit --no-fund) || fail packages "npm ci failed"
  echo "$wanted" >"$stamp"
}
