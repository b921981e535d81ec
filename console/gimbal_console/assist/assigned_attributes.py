"""Finds the attributes that a class's methods assign to `self`, from their bytecode, without running them.

Thread: any. GIL: held.
"""

import re
import types

from opcode import opmap

from . import static_inspect as static

_MAX_MEMBERS = 500  # of one class


def _assignments():
    """A pattern for the bytecode of `self.x = `: load the first local variable, then store an attribute by number."""
    load = re.escape(bytes([opmap["LOAD_FAST"], 0]))
    # Since 3.13 one instruction can be two loads, or a store and a load; the second one is in the lower half.
    pairs = bytes(opmap[name] for name in ("LOAD_FAST_LOAD_FAST", "STORE_FAST_LOAD_FAST") if name in opmap)
    firsts = bytes(range(0, 256, 16))
    in_pair = b"|[" + re.escape(pairs) + b"][" + re.escape(firsts) + b"]" if pairs else b""
    return re.compile(b"(?=(?:" + load + in_pair + b")" + re.escape(bytes([opmap["STORE_ATTR"]])) + b"(.))", re.S)


_assigned = _assignments()


def assigned_by_methods(kind):
    """Attribute names in the order of the class's methods. Of a method's names only the first 256 are found."""
    found = {}
    for _, member in static.class_items(kind)[:_MAX_MEMBERS]:
        if type(member) is not types.FunctionType or member.__code__.co_argcount == 0:
            continue
        code = member.__code__
        names = code.co_names
        for match in _assigned.finditer(code.co_code):
            if match.start() % 2 == 0 and match[1][0] < len(names):
                found[names[match[1][0]]] = None
    return list(found)
