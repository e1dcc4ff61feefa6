#!/bin/sh
# Installs the servers that the tests start: Debian's packages, and moto, which is a Python package, into .cache/moto.
# Safe to run again: it does nothing when nothing is missing.
#
# Nothing is started by it: while apt-get runs, a temporary policy-rc.d forbids every service to start (exit 101), and
# what stood there before comes back afterwards, also after a failure. The tests start their own copies, on loopback.
#
# Debian's packages need root, or a sudo that asks for no password. Exit code 0: everything is there; 1: not, and it says what to type.
#
# With an argument, one part alone: `packages` installs Debian's packages; `moto-python` installs nothing, prints the
# interpreter that has moto and its server, and ends with 1 where none has.
set -eu

packages="slapd ldap-utils samba samba-ad-provision samba-dsdb-modules ldb-tools smbclient samba-vfs-modules winbind libnss-wrapper 389-ds-base libnss3-tools acl chromium openssl systemd python3-venv"
policy=/usr/sbin/policy-rc.d
kept=/usr/sbin/policy-rc.d.before-gatehouse
moto=$(cd "$(dirname "$0")/../.." && pwd)/.cache/moto
# Words of their own: two packages.
moto_wanted='moto[server]>=5.2.1 awscli'
has_moto='
import sys, re, importlib.metadata, importlib.util
version = re.findall("[0-9]+", importlib.metadata.version("moto"))
has_server = all(importlib.util.find_spec(name) for name in ("flask", "flask_cors", "awscli"))
sys.exit(1) if [int(part) for part in version[:3]] < [5, 2, 1] or not has_server else print(sys.executable)
'
mark="# written by Gatehouse's test/servers/install.sh; removed when it ends"

missing() {
  found=
  for package in $packages; do
    status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) || status=absent
    [ "$status" = "install ok installed" ] || found="$found${found:+ }$package"
  done
  echo "$found"
}

give_up() {
  {
    echo "the servers that the tests need cannot be installed: $1"
    echo "  missing: ${absent:-$packages}"
    echo "  help: as root, on Debian 12 or a relative of it, run"
    echo "    apt-get update && apt-get install -y --no-install-recommends ${absent:-$packages}"
    echo "  help: or run only the tests that need no server: npm run test:unit"
  } >&2
  exit 1
}

forbid_starts() {
  restore_policy # an earlier run that was killed may have left its own
  if [ -e "$policy" ] || [ -L "$policy" ]; then mv "$policy" "$kept"; fi
  printf '#!/bin/sh\n%s\nexit 101\n' "$mark" >"$policy"
  chmod 755 "$policy"
}

restore_policy() {
  if [ -f "$policy" ] && grep -qF "$mark" "$policy"; then rm -f "$policy"; fi
  if [ -e "$kept" ] || [ -L "$kept" ]; then mv "$kept" "$policy"; fi
}

# Prints the path of the first interpreter that has moto, not too old, what its server needs, and the command line of AWS.
# -E: the tests start it without the environment of whoever runs them, so PYTHONPATH must not help here either.
moto_python() {
  for python in "${GATEHOUSE_TEST_PYTHON:-}" "$moto/bin/python" python3; do
    [ -n "$python" ] && "$python" -E -c "$has_moto" 2>/dev/null && return
  done
  return 1
}

install_moto() {
  mkdir -p "${moto%/*}"
  # One installer at a time; whoever waited finds the work done.
  exec 8>"$moto.lock"
  flock 8 || give_up_moto "the lock $moto.lock cannot be taken"
  if moto_python >/dev/null; then return; fi

  echo "installing for the tests: moto, into $moto"
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  # Debian's own interpreter: python3-venv serves no other. --clear: what an installation that was cut off has left.
  if ! { /usr/bin/python3 -m venv --clear "$moto" && "$moto/bin/python" -m pip install --quiet $moto_wanted; } >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    give_up_moto "python3 -m venv or pip failed, see above"
  fi
  moto_python >/dev/null || give_up_moto "pip reported success, yet no interpreter has it"
  echo "installed moto; nothing was started"
}

give_up_moto() {
  {
    echo "moto, which answers as AWS in the tests, cannot be installed: $1"
    echo "  missing: an interpreter with $moto_wanted; looked for as GATEHOUSE_TEST_PYTHON (${GATEHOUSE_TEST_PYTHON:-not set}), $moto/bin/python, python3"
    echo "  help: run"
    echo "    /usr/bin/python3 -m venv --clear $moto && $moto/bin/python -m pip install 'moto[server]>=5.2.1' awscli"
    echo "  help: or let GATEHOUSE_TEST_PYTHON name an interpreter that has it"
    echo "  help: or run only the tests that need no server: npm run test:unit"
  } >&2
  exit 1
}

case ${1:-} in
  moto-python)
    moto_python
    exit
    ;;
  packages) ;; # they follow
  *)
    failed=
    sh "$0" packages || failed=1
    moto_python >/dev/null || install_moto
    exit ${failed:-0}
    ;;
esac

absent=
command -v dpkg-query >/dev/null 2>&1 || give_up "this system has no dpkg"
absent=$(missing)
[ -n "$absent" ] || exit 0

if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null || give_up "this needs root, and sudo asks for a password or is not there"
  exec sudo -n sh "$0" packages
fi

# One installer at a time: two would fight over policy-rc.d.
exec 9>/run/gatehouse-install.lock
flock 9 || give_up "another installation holds the lock /run/gatehouse-install.lock"
absent=$(missing)
[ -n "$absent" ] || exit 0

echo "installing for the tests: $absent"
log=$(mktemp)
trap 'restore_policy; rm -f "$log"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
forbid_starts

export DEBIAN_FRONTEND=noninteractive
failed=
apt-get update -q -o Acquire::Retries=3 >"$log" 2>&1 || failed="apt-get update"
# An update that failed may still leave lists that are good enough, so the installation is tried all the same.
# shellcheck disable=SC2086
if apt-get install -y -q --no-install-recommends -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 $absent >>"$log" 2>&1 9>&-; then
  failed=
else
  failed="${failed:+$failed and }apt-get install"
fi
if [ -n "$failed" ]; then
  tail -n 40 "$log" >&2
  absent=$(missing)
  give_up "$failed failed, see above"
fi
absent=$(missing)
[ -z "$absent" ] || give_up "apt-get reported success, yet something is missing"
echo "installed; nothing was started"
