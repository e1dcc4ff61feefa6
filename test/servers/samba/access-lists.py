"""Sets and reads the descriptors of folders on the file server of the tests, many in one process.

Each line of the input is a JSON list of {"path", "sddl"}; without "sddl" it is only read. Each line of the output is the list of
descriptors that stand there then. What Samba's own code writes and reads is what smbd goes by.
"""
import json
import sys

from samba.auth_util import system_session_unix
from samba.dcerpc import security
from samba.ntacls import getntacl, setntacl
from samba.param import LoadParm
from samba.samba3 import param as s3param

configuration, domain = sys.argv[1:]
lp = LoadParm()
lp.load(configuration)
s3param.get_context().load(configuration)
session = system_session_unix()
sid = security.dom_sid(domain)

for line in sys.stdin:
    tasks = json.loads(line)
    for task in tasks:
        if "sddl" in task:
            setntacl(lp, task["path"], task["sddl"], domain, session)
    print(json.dumps([getntacl(lp, task["path"], session).as_sddl(sid) for task in tasks]), flush=True)
