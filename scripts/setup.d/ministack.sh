# The local AWS, in a Python environment of its own, so that it disturbs no other Python program.

setup_ministack() {
  local venv=$tools/ministack python
  if has_ministack "$venv"; then
    ok ministack "$MINISTACK_VERSION ($venv/bin/ministack)"
    return
  fi
  python=$(find_venv_python) ||
    fail ministack "no Python here can make virtual environments. Run: sudo apt-get install -y python3-venv"
  take ministack "installing ministack $MINISTACK_VERSION from PyPI, because the pipeline runs on it without an AWS account"
  quietly "$python" -m venv --clear "$venv" || fail ministack "'$python -m venv' failed"
  quietly "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "ministack==$MINISTACK_VERSION" ||
    fail ministack "pip could not install ministack $MINISTACK_VERSION"
  has_ministack "$venv" || fail ministack "ministack $MINISTACK_VERSION was installed but cannot be imported"
}

# A venv names its own place in its scripts: one that was moved with the clone has to be made anew.
has_ministack() {
  local probe='from importlib.metadata import version; print(version("ministack"))'
  [[ -x $1/bin/ministack ]] && grep -qF -- "$1/bin/python" "$1/bin/ministack" &&
    [[ $("$1/bin/python" -c "$probe" 2>/dev/null) == "$MINISTACK_VERSION" ]]
}
