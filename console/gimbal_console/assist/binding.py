"""The meaning of one name in source that has not run."""


class Binding:
    """One name, with the kind and the detail that a completion shows. `meaning` is None or one of:

    ("module", name), ("member", module, name), ("parameters", text),
    ("method", text, text without self, how it is called),
    ("expression", partial, begin, end, annotation), ("argument", annotation), ("annotated", annotation),
    ("entered", partial, end) for `with ... as`, ("class", ClassText), ("self", ClassText), ("cls", ClassText),
    ("any", bindings), ("computed",).
    `earlier` is the previous binding of the name, which may be valid instead if a branch separates the two.
    """

    __slots__ = ("kind", "detail", "meaning", "block", "earlier", "is_local")

    def __init__(self, kind, detail="", meaning=None):
        self.kind, self.detail, self.meaning = kind, detail, meaning
        self.block, self.earlier, self.is_local = 0, None, False
