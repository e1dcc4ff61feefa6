"""samba-tool, as Debian has it, less one step: setsysvolacl.

That step writes the access rules of the SYSVOL share into extended attributes. It alone needs root, a file system with
such attributes and the package samba-vfs-modules, and the tests use the directory only, never the share.
"""
import sys

import samba.provision
from samba.netcmd.main import cmd_sambatool

samba.provision.setsysvolacl = lambda *args, **kwargs: None
sys.exit(cmd_sambatool()._run("samba-tool", *sys.argv[1:]))
