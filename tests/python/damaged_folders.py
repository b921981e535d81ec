"""Ways in which a user's folder may be damaged, for the tests of headless starts and of the window's."""
import os

_SESSION = "sessions/2026-01-01-000000-1"
FOLDERS = ("cache", "sessions", "half-typed", "plugins", "startup", "starting")
FILES = (
    ["settings.toml", "plugins.json", "history", "cache/parsed", "starting/1-1", "half-typed/1-1", "startup/a.py"]
    + ["plugins/a/gimbal_plugin.toml", "plugins/b/entry.py", "sessions/2026-01-01-000000-2"]
    + [_SESSION + "/output", _SESSION + "/crash", "sessions/2026-01-01-000000-3/journal"]
)


def nested_toml(path):
    _write(path, b"[a" + b".a" * 100_000 + b"]\nb = " + b"[" * 50_000 + b"\n")


def dotted_toml(path):
    _write(path, b"a" + b".a" * 30_000 + b" = 1\n")


def nested_json(path):
    _write(path, b'{"enabled": ' + b"[" * 100_000)


def pipe(path):
    os.mkfifo(path)


def folder(path):
    os.mkdir(path)


def endless(path):
    os.symlink("/dev/zero", path)


def circle(path):
    os.symlink(os.path.basename(path), path)


def nowhere(path):
    os.symlink("/nowhere/at/all", path)


def huge(path):
    """Many gigabytes that take no space."""
    with open(path, "wb") as file:
        file.truncate(1 << 36)


def empty(path):
    _write(path, b"")


def zeros(path):
    _write(path, bytes(4096))


def noise(path):
    _write(path, bytes((i * 7919 + i // 256) % 256 for i in range(20_000)))


def marshal(path):
    """The five bytes of a marshal file that claims two thousand million items."""
    _write(path, b"(\xff\xff\xff\x7f")


DAMAGES = (
    pipe, folder, endless, circle, nowhere, huge, empty, zeros, noise, marshal, nested_toml, dotted_toml, nested_json,
)  # fmt: skip


def damage(user_dir, place, how):
    """Puts the damage at the place, in a folder that is otherwise whole."""
    path = os.path.join(user_dir, *place.split("/"))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if place.startswith(_SESSION):
        _write(os.path.join(os.path.dirname(path), "journal"), b"")
    if place.startswith("plugins/"):
        manifest = '"\nname = "a"\nversion = "1"\nsummary = "s"\nentry = "entry"\n'
        _write(os.path.join(os.path.dirname(path), "gimbal_plugin.toml"), f'id = "{place[8]}{manifest}'.encode())
        _write(os.path.join(os.path.dirname(path), "entry.py"), b"def register(): pass\n")
    if os.path.lexists(path):
        os.remove(path)
    how(path)


def _write(path, data):
    with open(path, "wb") as file:
        file.write(data)
