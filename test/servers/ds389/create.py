"""Debian's lib389, told that no systemd runs here: it would call systemctl whatever the settings say.

Makes the instance that the settings file describes, and leaves it stopped.
"""
import logging
import sys

from lib389 import DirSrv
from lib389.instance.setup import SetupDs

DirSrv.with_systemd = lambda self: False
logging.basicConfig(level=logging.INFO)
sys.exit(0 if SetupDs(verbose=True, log=logging.getLogger("create")).create_from_inf(sys.argv[1]) else 1)
