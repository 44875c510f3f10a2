# The supervisor inside every sandbox; its own script, so that work on it needs no whole set-up.

setup_init() {
  ASSAY_TOOLS_DIR=$tools "$repo/scripts/build-init" || fail init "the sandbox supervisor could not be compiled"
}
