#!/bin/sh
# Installs the servers that the tests start, from Debian's packages. Safe to run again: it does nothing when nothing is missing.
#
# Nothing is started by it: while apt-get runs, a temporary policy-rc.d forbids every service to start (exit 101), and
# what stood there before comes back afterwards, also after a failure. The tests start their own copies, on loopback.
#
# Needs root, or a sudo that asks for no password. Exit code 0: everything is there; 1: not, and it says what to type.
set -eu

packages="slapd ldap-utils samba samba-ad-provision samba-dsdb-modules ldb-tools smbclient samba-vfs-modules winbind libnss-wrapper 389-ds-base libnss3-tools acl chromium openssl systemd"
policy=/usr/sbin/policy-rc.d
kept=/usr/sbin/policy-rc.d.before-gatehouse
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

absent=
command -v dpkg-query >/dev/null 2>&1 || give_up "this system has no dpkg"
absent=$(missing)
[ -n "$absent" ] || exit 0

if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null || give_up "this needs root, and sudo asks for a password or is not there"
  exec sudo -n sh "$0"
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
