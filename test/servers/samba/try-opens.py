"""Tries to open files and folders of the file server of the tests as one user, each with one right: what smbclient cannot ask for.

The input is a JSON list of {"share", "path", "right", "folder"}; the output a JSON list of true and false. Nothing is changed.
"""
import json
import sys

from samba import NTSTATUSError, credentials
from samba.samba3 import libsmb_samba_internal as libsmb
from samba.samba3 import param as s3param

configuration, server, domain, user, password = sys.argv[1:]
lp = s3param.get_context()
lp.load(configuration)
creds = credentials.Credentials()
creds.guess(lp)
creds.set_domain(domain)
creds.set_username(user)
creds.set_password(password)

FILE_OPEN = 1
FILE_DIRECTORY_FILE = 1
connections = {}


def connection(share):
    if share not in connections:
        connections.clear()
        try:
            connections[share] = libsmb.Conn(server, share, lp=lp, creds=creds)
        except NTSTATUSError:
            connections[share] = None
    return connections[share]


def opens(task):
    there = connection(task["share"])
    if there is None:
        return False
    try:
        handle = there.create(
            task["path"],
            DesiredAccess=task["right"],
            ShareAccess=7,
            CreateDisposition=FILE_OPEN,
            CreateOptions=FILE_DIRECTORY_FILE if task["folder"] else 0,
        )
    except NTSTATUSError as failure:
        if failure.args[0] & 0xFFFFFFFF == 0xC0000022:  # NT_STATUS_ACCESS_DENIED
            return False
        raise
    there.close(handle)
    return True


print(json.dumps([opens(task) for task in json.load(sys.stdin)]))
