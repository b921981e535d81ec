"""What a function or a piece of source would change in the scene."""

import _gimbal


def preview(function, *arguments, **named):
    """Call a function, take back all that it has changed in the scene, and tell what it was.

        print(gimbal.preview(clean_up, 0.01))        # 2 objects removed (a, b), 1 mesh changed (c)

    Parameters
    ----------
    function : callable, which is called with the other arguments; or str, source that sees only `gimbal`

    Returns
    -------
    gimbal.Changes : added, removed, renamed, moved, recoloured, shown_or_hidden and mesh_changed are lists of names;
        str() of it is a sentence, and it is false if nothing would change

    Raises
    ------
    TypeError : `function` is neither a callable nor a str
    SyntaxError : the source is no Python
    What the function raises, after its changes are taken back.

    It works as `with gimbal.transaction(...) as t:` with `t.changes()` and `t.rollback()`: only the scene is taken
    back, not files, the camera or variables.
    """
    if isinstance(function, str):
        code = compile(function, "<preview>", "exec")
        space = {"__name__": "__preview__", "gimbal": __import__("gimbal")}
        function = lambda: exec(code, space)  # noqa: E731  so that the call below is the only one
    elif not callable(function):
        raise TypeError(f"preview() needs a callable or source (str), not {_gimbal.short_text(function)}")
    with _gimbal.transaction("preview") as block:
        function(*arguments, **named)
        changes = block.changes()
        block.rollback()
    return changes
