#!/bin/sh
# Exports who may reach the shares of a POSIX file server (Samba, NFS), for Gatehouse. It only reads, and installs nothing.
#
#   sh export-posix-shares.sh [--server NAME] [--smb-conf FILE | --no-samba] [--exports FILE] [--folder PATH]... [--skip-files] > fs2.ndjson
#
#   --server NAME      the name by which clients reach the server (default: hostname -f)
#   --smb-conf FILE    Samba's configuration (default: the one that testparm finds; left out where there is no testparm)
#   --no-samba         leave Samba out; its shares are then not in the export
#   --exports FILE     the exports of NFS (default: /etc/exports and /etc/exports.d/*.exports)
#   --folder PATH      a further folder that clients reach in another way
#   --skip-files       do not look for files that are open wider than their folder; the export then proves less
#
# Rights: root, or whoever may enter every folder and read every access list: a folder that cannot be entered is written down as
# such and is a gap. Needed: sh, awk, find, stat, getent, getfacl (package acl); where they are there: testparm, sharesec and
# samba-tool (Samba), nfs4_getfacl (nfs4-acl-tools).
#
# Written are folders with their access lists, and the names of users and groups that these mention. No name of any file, no
# content. One JSON object a line; the last line says how many there are: without it the export counts as cut off.
# The format: docs/sources/files.md
set -u
LC_ALL=C
export LC_ALL
PATH="$PATH:/usr/sbin:/sbin"

server=
smb_conf=
samba=yes
exports_file=
extra=
files=counted
head=
while [ $# -gt 0 ]; do
  case "$1" in
    --server) server=$2; shift 2 ;;
    --smb-conf) smb_conf=$2; shift 2 ;;
    --no-samba) samba=no; shift ;;
    --exports) exports_file=$2; shift 2 ;;
    --folder) extra="$extra$2
"; shift 2 ;;
    --skip-files) files=not-looked-at; shift ;;
    *) echo "export-posix-shares.sh: unknown option $1" >&2; exit 64 ;;
  esac
done
[ -n "$server" ] || server=$(hostname -f 2>/dev/null || hostname)

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
: >"$work/records"; : >"$work/roots"; : >"$work/uids"; : >"$work/gids"; : >"$work/samba"

# A text as a JSON string; bytes that are no letters of JSON are escaped.
json() {
  printf '%s' "$1" | awk '
    BEGIN { for (i = 1; i < 32; i++) code[sprintf("%c", i)] = sprintf("\\u%04x", i); code["\\"] = "\\\\"; code["\""] = "\\\""; first = 1; printf "\"" }
    {
      if (!first) printf "\\n"
      first = 0
      line = ""
      for (i = 1; i <= length($0); i++) { c = substr($0, i, 1); line = line ((c in code) ? code[c] : c) }
      printf "%s", line
    }
    END { printf "\"" }'
}

record() { printf '%s\n' "$1" >>"$work/records"; }

# about, share or "", path or "", reason
failure() {
  # sh has no local variables: these names are used nowhere else.
  of_share=null; [ -z "$2" ] || of_share=$(json "$2")
  of_path=null; [ -z "$3" ] || of_path=$(json "$3")
  record "{\"record\":\"error\",\"about\":\"$1\",\"share\":$of_share,\"path\":$of_path,\"reason\":$(json "$4")}"
}

# --- Samba ---------------------------------------------------------------------------------------------------------------------------
# Parameters of every share, one a line: share TAB key TAB value.
samba_shares() {
  if [ -n "$smb_conf" ]; then set -- "$smb_conf"; else set --; fi
  testparm -s -v "$@" 2>"$work/testparm" | awk '
    /^\[.*\]$/ { share = substr($0, 2, length($0) - 2); next }
    share != "" && (at = index($0, "=")) > 0 {
      key = tolower(substr($0, 1, at - 1)); value = substr($0, at + 1)
      gsub(/^[ \t]+|[ \t]+$/, "", key); gsub(/^[ \t]+|[ \t]+$/, "", value)
      print share "\t" key "\t" value
    }'
}

# SIDs of the server's own accounts and of its domain: short names in descriptors are relative to them.
sid_of() { sed -n "s/^SID for $1 .*: *\(S-1-[-0-9]*\).*/\\1/p" "$work/sids" | head -n 1; }

sids() {
  command -v net >/dev/null 2>&1 || return 0
  net ${smb_conf:+-s "$smb_conf"} getdomainsid >"$work/sids" 2>/dev/null
  machine=$(sid_of 'local machine')
  domain=$(sid_of domain)
  [ -z "$machine" ] || head="$head,\"machine_sid\":\"$machine\""
  [ -z "$domain" ] || head="$head,\"domain_sid\":\"$domain\""
  if [ -n "$smb_conf" ]; then set -- "$smb_conf"; else set --; fi
  case "$(testparm -s --parameter-name='server role' "$@" 2>/dev/null)" in *'domain controller'*) head="$head,\"domain_controller\":true" ;; esac
}

samba() {
  samba_shares >"$work/samba"
  if [ ! -s "$work/samba" ]; then
    grep -q '^Loaded services file OK' "$work/testparm" || failure shares "" "" "testparm: $(tail -n 1 "$work/testparm")"
    return
  fi
  cut -f 1 "$work/samba" | grep -vx global | sort -u >"$work/shares"
  while IFS= read -r share; do
    # What [global] says of shares holds for each that does not say otherwise.
    awk -F '\t' -v share="$share" '
      $1 == "global" { value[$2] = $3 }
      $1 == share { own[$2] = $3 }
      END { for (key in own) value[key] = own[key]; for (key in value) print key "\t" value[key] }' "$work/samba" | sort >"$work/one"
    path=$(awk -F '\t' '$1 == "path" { print $2 }' "$work/one")
    [ "$(awk -F '\t' '$1 == "printable" { print tolower($2) }' "$work/one")" = yes ] && continue
    [ "$(awk -F '\t' '$1 == "available" { print tolower($2) }' "$work/one")" = no ] && continue
    case "$path" in
      /*%*) failure share "$share" "" "its path differs from user to user: $path"; continue ;;
      /*) ;;
      *) failure share "$share" "" "it has no path of its own"; continue ;;
    esac
    settings=
    while IFS='	' read -r key value; do
      case "$key" in
        "read only" | writeable | "valid users" | "admin users" | "write list" | "force user" | "force group" | "guest ok" | \
          "guest only" | "vfs objects" | "wide links" | acl_*) [ -n "$value" ] && settings="$settings${settings:+,}$(json "$key"):$(json "$value")" ;;
      esac
    done <"$work/one"
    if command -v sharesec >/dev/null 2>&1; then
      if sddl=$(sharesec ${smb_conf:+-s "$smb_conf"} --viewsddl "$share" 2>"$work/said"); then sddl=$(json "$sddl"); else
        failure share "$share" "" "sharesec: $(tail -n 1 "$work/said")"; sddl=null
      fi
    else
      failure share "$share" "" "there is no sharesec"; sddl=null
    fi
    record "{\"record\":\"share\",\"name\":$(json "$share"),\"path\":$(json "$path"),\"sddl\":$sddl,\"samba\":{$settings}}"
    printf '%s\n' "$path" >>"$work/roots"
    case "$(awk -F '\t' '$1 == "vfs objects" { print $2 }' "$work/one")" in *acl_xattr* | *acl_tdb*) printf '%s\n' "$path" >>"$work/descriptors" ;; esac
  done <"$work/shares"
}

# --- NFS -----------------------------------------------------------------------------------------------------------------------------
nfs() {
  if [ -n "$exports_file" ]; then set -- "$exports_file"; else set -- /etc/exports /etc/exports.d/*.exports; fi
  for file in "$@"; do
    [ -e "$file" ] || continue
    if [ ! -r "$file" ]; then failure exports "" "" "$file cannot be read"; continue; fi
    # Lines that end in a backslash go on; a comment begins with #.
    awk '{ line = line $0 } /\\$/ { sub(/\\$/, " ", line); next } { sub(/(^|[ \t])#.*/, "", line); if (line ~ /[^ \t]/) print line; line = "" }' \
      "$file" >"$work/lines"
    while IFS= read -r line; do
      record "{\"record\":\"export\",\"file\":$(json "$file"),\"text\":$(json "$line")}"
      printf '%s\n' "$line" | awk '{ sub(/^[ \t]+/, ""); if (/^"/) { sub(/^"/, ""); sub(/".*/, "") } else sub(/[ \t].*/, ""); gsub(/\\040/, " "); print }' >>"$work/roots"
    done <"$work/lines"
  done
}

# --- folders -------------------------------------------------------------------------------------------------------------------------
is_under() { # a folder, and a list of roots
  while IFS= read -r root; do case "$1/" in "$root"/*) return 0 ;; esac; done <"$2"
  return 1
}

# The folder's access list without its name: what is compared with that of the folder above.
acl_of() {
  if nfs4=$(command -v nfs4_getfacl) && text=$("$nfs4" "$1" 2>/dev/null) && [ -n "$text" ]; then
    printf 'nfs4\n%s\n' "$(printf '%s' "$text" | grep -v '^# file:')"
  else
    text=$(getfacl --numeric --absolute-names --no-effective "$1" 2>"$work/said") || return 1
    printf 'posix\n%s\n' "$(printf '%s' "$text" | grep -v '^# file:')"
  fi
}

# Files right inside that are open wider than the folder: to others, or by an access list that the folder does not hand on.
files_apart() {
  mode=$(stat -c %a "$1") || return 0
  hands_on=no; printf '%s' "$2" | grep -q '^default:' && hands_on=yes
  apart=$(find "$1" -maxdepth 1 -type f -printf '%m\n' 2>/dev/null | awk -v mode="$mode" '
    function bits(octal, place) { return substr(octal, length(octal) - place, 1) + 0 }
    function beyond(a, b,   i, n) { n = 0; for (i = 2; i <= 4; i *= 2) if (int(a / i) % 2 == 1 && int(b / i) % 2 == 0) n = 1; return n }
    { m = sprintf("%04d", $1); f = sprintf("%04d", mode); if (beyond(bits(m, 0), bits(f, 0))) n++ }
    END { print n + 0 }')
  if [ "$hands_on" = no ]; then
    lists=$(find "$1" -maxdepth 1 -type f -exec getfacl --skip-base --numeric --absolute-names {} + 2>/dev/null | grep -c '^# owner:')
    [ "$lists" -le "$apart" ] || apart=$lists
  fi
  echo "$apart"
}

folder() { # path, access list
  path=$1
  form=$(printf '%s\n' "$2" | head -n 1)
  text=$(printf '%s\n' "$2" | tail -n +2)
  owner=$(stat -c %u "$path"); group=$(stat -c %g "$path")
  printf '%s\n' "$owner" >>"$work/uids"; printf '%s\n' "$group" >>"$work/gids"
  printf '%s\n' "$text" | awk -F : '/^user:[0-9]/ { print $2 }' >>"$work/uids"
  printf '%s\n' "$text" | awk -F : '/^group:[0-9]/ { print $2 }' >>"$work/gids"
  sddl=
  if [ -e "$work/descriptors" ] && is_under "$path" "$work/descriptors"; then
    if said=$(samba-tool ntacl get --as-sddl ${smb_conf:+-s "$smb_conf"} "$path" 2>&1); then sddl=",\"sddl\":$(json "$said")"; else
      failure folder "" "$path" "samba-tool: $(printf '%s' "$said" | tail -n 1)"
    fi
  fi
  apart=0; [ "$files" = not-looked-at ] || apart=$(files_apart "$path" "$text")
  record "{\"record\":\"folder\",\"share\":null,\"path\":$(json "$path"),\"$form\":$(json "$text"),\"owner\":$owner,\"group\":$group$sddl,\"files_apart\":${apart:-0}}"
}

walk() { # a root
  if [ ! -d "$1" ]; then failure folder "" "$1" "there is no such folder"; return; fi
  # What find cannot enter it says on the error output.
  find "$1" -type d -print0 2>"$work/unread" | awk 'BEGIN { RS = "\0" } { if (index($0, "\n")) print "\001"; else print }' >"$work/folders"
  above_path=; above=
  while IFS= read -r path; do
    if [ "$path" = "$(printf '\001')" ]; then failure folder "" "$1" "a folder in it has a line end in its name"; continue; fi
    if ! acl=$(acl_of "$path"); then failure folder "" "$path" "$(tail -n 1 "$work/said")"; continue; fi
    key=$(printf '%s' "$path" | cksum | tr ' ' -)
    printf '%s' "$acl" >"$work/acl.$key"
    parent=$(dirname "$path")
    parent_key=$(printf '%s' "$parent" | cksum | tr ' ' -)
    apart=0
    if [ "$path" != "$1" ] && [ -e "$work/acl.$parent_key" ] && cmp -s "$work/acl.$key" "$work/acl.$parent_key" && [ ! -e "$work/descriptors" ]; then
      [ "$files" = not-looked-at ] || apart=$(files_apart "$path" "$acl")
      [ "${apart:-0}" -eq 0 ] && continue
    fi
    folder "$path" "$acl"
  done <"$work/folders"
  while IFS= read -r said; do
    path=$(printf '%s' "$said" | sed -n "s/^find: ['\`\"]*\\(\\/.*[^'\"]\\)['\"]*: .*/\\1/p")
    failure folder "" "${path:-$1}" "$said"
  done <"$work/unread"
}

# --- users and groups ------------------------------------------------------------------------------------------------------------------
members_of() { # comma-separated
  printf '%s' "$1" | tr , '\n' | while IFS= read -r member; do [ -n "$member" ] && printf '{"name":%s}\n' "$(json "$member")"; done | paste -s -d , -
}

is_local() { # file, name
  awk -F : -v name="$2" '$1 == name { found = 1 } END { exit !found }' "$1" 2>/dev/null
}

names() {
  # Local groups are read from the file: their members count wherever the groups stand.
  sort -un "$work/gids" | while IFS= read -r gid; do
    entry=$(getent group "$gid") || { failure group "" "" "no group has the number $gid"; continue; }
    name=${entry%%:*}
    if is_local /etc/group "$name"; then local=true; members=$(awk -F : -v name="$name" '$1 == name { print $4 }' /etc/group); else local=false; members=; fi
    printf '%s\n' "$members" | tr , '\n' >>"$work/logins"
    [ "$local" = false ] || awk -F : -v gid="$gid" '$4 == gid { print $1 }' /etc/passwd >>"$work/logins"
    record "{\"record\":\"group\",\"gid\":$gid,\"name\":$(json "$name"),\"local\":$local,\"members\":[$(members_of "$members")]}"
  done
  : >>"$work/logins"
  { sort -un "$work/uids"; sort -u "$work/logins"; } | while IFS= read -r user; do
    [ -n "$user" ] || continue
    entry=$(getent passwd "$user") || { failure accounts "" "" "no account is called $user"; continue; }
    printf '%s\n' "$entry"
  done | sort -u >"$work/passwd"
  while IFS=: read -r name _ uid gid _ _ shell; do
    if is_local /etc/passwd "$name"; then local=true; else local=false; fi
    # An account that cannot log in still owns files; only a locked password would say that it is disabled, and that is not read.
    record "{\"record\":\"account\",\"uid\":$uid,\"gid\":$gid,\"name\":$(json "$name"),\"local\":$local,\"enabled\":null}"
  done <"$work/passwd"
}

if [ $samba = yes ] && command -v testparm >/dev/null 2>&1; then samba; sids; fi
nfs
printf '%s' "$extra" >>"$work/roots"
if command -v getfacl >/dev/null 2>&1; then
  sed 's|\(.\)/*$|\1|' "$work/roots" | sort -u >"$work/distinct"
  # A root inside another is walked once, and written as a folder in any case: it is where a share begins.
  while IFS= read -r root; do [ -n "$root" ] && walk "$root"; done <"$work/distinct"
else
  failure shares "" "" "there is no getfacl: install the package acl"
fi
names

sort -u "$work/records" >"$work/once"
count=$(wc -l <"$work/once" | tr -d ' ')
errors=$(grep -c '^{"record":"error"' "$work/once")
printf '{"record":"header","format":1,"exporter":"export-posix-shares.sh 1","exported_at":"%s","system":"posix","server":%s,"reader":%s,"files":"%s"%s}\n' \
  "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$(json "$server")" "$(json "$(id -un)")" "$files" "$head"
cat "$work/once"
printf '{"record":"trailer","complete":true,"records":%s,"errors":%s}\n' "$count" "$errors"
