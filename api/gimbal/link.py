"""The live link: other programs call this one, and this one calls others (docs/link.md).

    from gimbal import link

    link.listen("gimbal")                         # now programs of this user can connect

    @link.register
    def area(request, name: str):                 # client.call("area", name="ring")
        return gimbal.scene[name].mesh.area

    wave = link.streams["wave"].wait(timeout=5)   # a mesh that a solver streams; it is in the scene, too
    print(wave.frame, wave.arrays["positions"])

    with link.connect("solver") as solver:        # another program that listens
        print(solver.call("step", dt=0.1).value)

A peer may call every command of gimbal.ops and every registered function, hear the events of gimbal.on, `saved` and
`run_ended`, and stream meshes and arrays. It may run Python only after listen(evaluate=True). None of that needs the
interpreter, except registered functions and Python itself, so the link answers while a script runs.
"""

import sys
import time
from collections.abc import Mapping

import _gimbal

try:
    import gimbal_link
except ModuleNotFoundError as _error:
    _error.msg = (
        "gimbal.link needs the package gimbal_link, which the program has: install its wheel, "
        "gimbal_link-VERSION-py3-none-any.whl, for an ordinary python3"
    )
    raise
from gimbal_link import LinkError, Reply, Snapshot
from gimbal_link.arrays import unpacked
from gimbal_link.checks import bound_arguments
from gimbal_link.names import name_list, name_problem
from gimbal_link.peer import packed

__all__ = [
    "LinkError",
    "Reply",
    "Request",
    "Snapshot",
    "Stream",
    "addresses",
    "close",
    "connect",
    "connect_async",
    "disconnect",
    "listen",
    "peers",
    "publish",
    "register",
    "serve",
    "streams",
    "unregister",
]

_TURN_S = 0.05  # of a wait: so soon does Stop end it


def listen(address="gimbal", *, evaluate=False, events=()):
    """Let other programs of this user connect.

    Parameters
    ----------
    address : str or list of str: a name, an absolute path of a Unix socket, or 127.0.0.1:PORT (0: the system chooses)
    evaluate : bool, whether they may run Python here
    events : list of str, the names that publish() may send, besides those of the program

    Returns
    -------
    tuple of str, where it listens

    Raises
    ------
    LinkError : in_use (it listens already, or another program does), not_local
    TypeError : a str in place of the list of events
    """
    listen_at = [address] if isinstance(address, str) else name_list(address, "address")
    _gimbal.link_listen(listen_at, evaluate, name_list(events, "events"))
    return addresses()


def close(why="a script has closed the link"):
    """End all connections. What peers have started is cancelled; what they have streamed stays."""
    _gimbal.link_close(why)


def serve():
    """Wait until the link is closed. Ctrl-C and Stop end the wait.

    What the script has done so far is an undo step, and what peers do meanwhile are steps that they can undo.
    """
    while _gimbal.link_state()["listening"]:
        _gimbal.link_serve()


def addresses():
    """Where it listens: a tuple of str, empty if it does not."""
    return _gimbal.link_state()["addresses"]


def peers():
    """Who is connected: a list of dict with id, name, transport, address, pid, seconds and counts."""
    return _gimbal.link_peers()


def disconnect(peer, why="a script has disconnected you"):
    """End a connection.

    Parameters
    ----------
    peer : a dict of peers(), or its id

    Returns
    -------
    bool, False if it is not connected
    """
    return _gimbal.link_disconnect(peer["id"] if isinstance(peer, dict) else peer, why)


def publish(event, value=None, arrays=None):
    """Send an event to the peers that have subscribed to it.

    Parameters
    ----------
    event : str, one of the names that listen() was given
    value : None, bool, int, float, str, list or dict
    arrays : dict of arrays by name, of numpy or anything with a buffer

    Returns
    -------
    int, the number of those peers

    Raises
    ------
    ValueError : the name was not given to listen()
    """
    return _gimbal.link_publish(event, value, _packed(arrays))


def register(name, function=None):
    """Let peers call a function by `name`, or by its own name if this is used as a decorator.

    Parameters
    ----------
    name : str, or the function
    function : callable whose first parameter is the Request; the others are the parameters of the command, and
        annotations of bool, int, float, str, list and dict are checked

    Returns
    -------
    the function

    Raises
    ------
    ValueError : the program has a command of that name, or the name is not one line of 1 to 256 bytes

    It runs on the handlers thread, also while a script runs, as one undo step. An async function may await. A function
    that is registered again takes the place of the earlier one. It returns a value, or a Reply with arrays.
    """
    if function is None:
        if not callable(name):
            return lambda real: register(name, real)
        name, function = name.__name__, name
    if not callable(function):
        raise TypeError(f"{_gimbal.short_text(function)} cannot be called")
    if isinstance(name, str) and name_problem(name):
        raise ValueError(f"the name of the function {name_problem(name)}")

    def answer(number, given):
        request = Request(name, number, given)
        return _answer(lambda: function(request, **bound_arguments(function, request)), request)

    _gimbal.link_register(name, answer)
    return function


def unregister(name):
    """Forget a registered function. Returns False if there is none of that name."""
    return _gimbal.link_unregister(name)


def connect(address="gimbal", name="gimbal", **options):
    """Connect to a program that listens: gimbal_link.connect().

    Returns
    -------
    gimbal_link.Client with call(), call_async() to await, evaluate(), update() and send() of meshes and arrays,
    subscribe(), read() and close(). It is its own end in a `with` statement.
    """
    return gimbal_link.connect(address, name, **options)


async def connect_async(address="gimbal", name="gimbal", **options):
    """connect() for a coroutine."""
    return await gimbal_link.connect_async(address, name, **options)


class Request:
    """The call that a registered function answers."""

    def __init__(self, command, number, given):
        self.command = command
        self.arguments, arrays, self.peer, self.peer_name = given
        self.arrays = _arrays(arrays)
        self._number = number

    @property
    def cancelled(self):
        """The caller has cancelled the call, its deadline has passed, or it has gone."""
        return _gimbal.link_cancelled(self._number)

    def check(self):
        """Raise LinkError("cancelled") if the call was cancelled."""
        if self.cancelled:
            raise LinkError("cancelled", f"the call of {self.command} was cancelled")

    def progress(self, fraction, text=""):
        """Tell the caller how far the call has got, 0 to 1, or None."""
        _gimbal.link_progress(self._number, fraction, text)

    def __repr__(self):
        return f"<Request {self.command!r} of {self.peer_name!r}>"


class Stream:
    """What a peer streams by one name. It need not have begun, and stays when its writer has ended."""

    def __init__(self, name):
        self.name = name

    @property
    def info(self):
        """A dict: state ("live", "silent" or "ended"), end_reason, serial, frame, dropped; None if it has not begun."""
        return next((info for info in _gimbal.link_streams() if info["name"] == self.name), None)

    def latest(self):
        """The newest frame, a Snapshot that does not change, or None if there is none yet."""
        found = _gimbal.link_latest(self.name)
        return found and _snapshot(self.name, found)

    def wait(self, after=0, timeout=None):
        """The next frame.

        Parameters
        ----------
        after : int, the `serial` of a Snapshot: the frame is newer than that one
        timeout : seconds, None for no limit

        Returns
        -------
        Snapshot; frames in between are left out, and counted by its `dropped`

        Raises
        ------
        TimeoutError : none has come in that time
        LinkError : ended (the writer has gone, and there is no newer frame), closed (the link does not listen)
        """
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            left = _TURN_S if end is None else min(_TURN_S, end - time.monotonic())
            found = _gimbal.link_wait(self.name, after, max(left, 0.0))
            if found:
                return _snapshot(self.name, found)
            if left <= 0:
                raise TimeoutError(f"no newer frame of the stream {self.name!r} has come within {timeout:g} s")

    def __repr__(self):
        info = self.info
        return f"<Stream {self.name!r}, {info['state']}, frame {info['frame']}>" if info else f"<Stream {self.name!r}>"


class _Streams(Mapping):
    """The streams by name. A name that does not exist yet can be waited for: streams["wave"].wait()."""

    def __getitem__(self, name):
        if not isinstance(name, str):
            raise TypeError(f"a stream has a str as its name, not {_gimbal.short_text(name)}")
        return Stream(name)

    def __contains__(self, name):
        return name in list(self)

    def __iter__(self):
        return iter([info["name"] for info in _gimbal.link_streams()])

    def __len__(self):
        return len(_gimbal.link_streams())

    def __repr__(self):
        return f"<streams {', '.join(map(repr, self)) or 'none'}>"


streams = _Streams()


def _packed(arrays):
    return {name: (p.dtype, p.shape, bytes(p.data)) for name, p in packed(arrays).items()}


def _arrays(described):
    return {name: unpacked(dtype, shape, data, 0) for name, (dtype, shape, data) in described.items()}


def _snapshot(name, found):
    kind, serial, frame, dropped, arrays, writer = found
    snapshot = Snapshot(name, kind, frame, dropped, _arrays(arrays), writer)
    snapshot.serial = serial
    return snapshot


def _reply(result):
    reply = result if isinstance(result, Reply) else Reply(result)
    return reply.value, _packed(reply.arrays), None


def _answer(work, request):
    """The answer of a function, or its LinkError; other exceptions are the engine's to report."""
    try:
        result = _gimbal.run_as_step(f"link: {request.command}", work)
        if hasattr(result, "cr_code"):
            return _finish(result)
        return _reply(result)
    except LinkError as error:
        return None, {}, (error.code, error.message)


async def _finish(coroutine):
    try:
        return _reply(await coroutine)
    except LinkError as error:
        return None, {}, (error.code, error.message)


def _evaluate(source, step):
    """The value of an expression, or of the last line if that is one. `step` names the undo step outside of a run."""
    names = sys.modules["__main__"].__dict__
    if step:
        return _reply(_gimbal.run_as_step(step, lambda: _run(source, names)))
    return _reply(_run(source, names))


def _run(source, names):
    import ast

    tree = ast.parse(source, "<link>")
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<link>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<link>", "eval"), names) if last else None
