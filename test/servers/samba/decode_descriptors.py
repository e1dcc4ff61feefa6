"""Samba's own decoder of security descriptors, as an oracle: base64 lines in, one JSON line each out."""
import base64
import json
import sys

from samba.dcerpc import security
from samba.ndr import ndr_unpack


def entry(ace):
    kind = ace.type
    is_object = kind in (5, 6, 11, 12)
    has_type = is_object and ace.object.flags & 1
    return [kind, ace.flags, ace.access_mask, str(ace.object.type) if has_type else None, str(ace.trustee)]


for line in sys.stdin:
    descriptor = ndr_unpack(security.descriptor, base64.b64decode(line))
    acl = descriptor.dacl
    owner = descriptor.owner_sid
    print(json.dumps([str(owner) if owner is not None else None, None if acl is None else [entry(ace) for ace in acl.aces]]))
