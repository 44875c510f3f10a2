# The official build. What does not match its published checksum is never run, nor put where it could be.

runsc_release_url=${ASSAY_RUNSC_RELEASE_URL:-https://storage.googleapis.com/gvisor/releases/release/$RUNSC_RELEASE}

runsc_from_release() {
  local file=$1 url expected actual
  url=$runsc_release_url/$(uname -m)/runsc
  take runsc "asking for gVisor's release of $RUNSC_RELEASE, because submissions run in it and nowhere else"
  download "$url.sha512" "$file.sha512" && download "$url" "$file" || return 1
  expected=$(cut -d ' ' -f 1 "$file.sha512")
  actual=$(sha512sum <"$file" | cut -d ' ' -f 1)
  if [[ $actual != "$expected" ]]; then
    rm -f -- "$file"
    warn runsc "CHECKSUM MISMATCH: $url was refused and deleted. Published sha512: ${expected:0:128}; received: $actual"
    return 1
  fi
  chmod +x "$file"
}

download() {
  local problem
  problem=$(node "$repo/scripts/download.ts" "$1" "$2" 2>&1) && return
  note "$problem"
  return 1
}
