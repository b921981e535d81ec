"""Which attributes a class's methods assign to their objects, read from their code; none of it runs.

Thread: any. GIL: held."""

import re
import types
from opcode import opmap

from . import static_inspect as static

_MOST = 500  # functions of one class


def _assignments():
    """What stands in code for `self.x = `: the first local variable is loaded, then the attribute of that number is stored."""
    load = re.escape(bytes([opmap["LOAD_FAST"], 0]))
    # From 3.13 on two loads, or a store and a load, can be one instruction: the second is in the lower half.
    pairs = bytes(opmap[name] for name in ("LOAD_FAST_LOAD_FAST", "STORE_FAST_LOAD_FAST") if name in opmap)
    firsts = bytes(range(0, 256, 16))
    in_pair = b"|[" + re.escape(pairs) + b"][" + re.escape(firsts) + b"]" if pairs else b""
    return re.compile(b"(?=(?:" + load + in_pair + b")" + re.escape(bytes([opmap["STORE_ATTR"]])) + b"(.))", re.S)


_assigned = _assignments()


def assigned_by_methods(kind):
    """Names in the order in which the class's own methods have them; of one that has more than 256 names, the first."""
    found = {}
    for _, member in static.class_items(kind)[:_MOST]:
        if type(member) is not types.FunctionType or member.__code__.co_argcount == 0:
            continue
        code = member.__code__
        names = code.co_names
        for match in _assigned.finditer(code.co_code):
            if match.start() % 2 == 0 and match[1][0] < len(names):
                found[names[match[1][0]]] = None
    return list(found)
