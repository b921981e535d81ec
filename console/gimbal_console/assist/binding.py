"""What a source that has not run tells of one name."""


class Binding:
    """One name: its kind and detail as a completion has them, and what it stands for, or None:

    ("module", name), ("member", module, name), ("expression", place, begin, end, annotation) in the code of a place,
    ("parameters", text), ("method", text, text as called), ("argument" or "annotated", annotation), ("entered", place, end) by a
    with statement, ("class", "self" or "cls", ClassText), ("any", bindings), ("computed",).
    `earlier`: the one that may hold as well, where a branch lies between them.
    """

    __slots__ = ("kind", "detail", "meaning", "block", "earlier", "is_local")

    def __init__(self, kind, detail="", meaning=None):
        self.kind, self.detail, self.meaning = kind, detail, meaning
        self.block, self.earlier, self.is_local = 0, None, False
