"""Checks that every include runs down the layers of layers.toml, and that public headers reach no private one.

    check_layers.py [ROOT]        prints each arrow that runs upwards; exits with 1 if there is any
    check_layers.py --arrows      prints the number of includes from layer to layer
"""
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]', re.MULTILINE)
MOST_FILES = 30  # of a folder: a reader finds a file in it at a glance
SOURCES = ("console", "api", "app")


class Layer:
    def __init__(self, table):
        self.name = table["name"]
        self.paths = table["paths"]
        self.files_only = table.get("files_only", [])
        self.sees = set(table["sees"]) | {self.name}
        self.forbids = [re.compile(pattern) for pattern in table.get("forbids", [])]

    def match(self, path):
        """The length of the path by which the file belongs to this layer; 0 if it does not."""
        best = 0
        for prefix in self.paths:
            inside = path == prefix or path.startswith(prefix + "/")
            if inside and (not self.files_only or path[len(prefix) + 1:] in self.files_only):
                best = max(best, len(prefix) + bool(self.files_only))
        return best


def layers_of(root):
    with open(root / "tests/architecture/layers.toml", "rb") as file:
        layers = [Layer(table) for table in tomllib.load(file)["layer"]]
    names = {layer.name for layer in layers}
    for layer in layers:
        unknown = layer.sees - names
        if unknown:
            raise SystemExit(f"layers.toml: {layer.name} sees {sorted(unknown)}, which are not layers")
    return layers


def layer_of(path, layers):
    length, layer = max(((layer.match(path), layer) for layer in layers), key=lambda pair: pair[0])
    if not length:
        raise SystemExit(f"{path} belongs to no layer of tests/architecture/layers.toml; add its folder there")
    return layer


def sources(root):
    for top in SOURCES:
        for path in sorted((root / top).rglob("*")):
            relative = path.relative_to(root).as_posix()
            if path.suffix in (".h", ".cpp", ".c") and not re.match(r"console/(tests|examples|build|b)/", relative):
                yield relative, path.read_text(encoding="utf-8")


def resolve(name, root):
    """The file of the project that an include names, relative to the root; None for a header from elsewhere."""
    for folder in ("", "console/", "console/include/"):
        if (root / (folder + name)).is_file():
            return folder + name
    return None


def check(root, layers):
    problems, arrows, per_folder = [], Counter(), Counter()
    public = {}
    for path, text in sources(root):
        per_folder[path.rpartition("/")[0]] += 1
        layer = layer_of(path, layers)
        for _, name in INCLUDE.findall(text):
            target = resolve(name, root)
            for pattern in layer.forbids:
                if pattern.search(name):
                    problems.append(f"{path} includes {name}, which the layer \"{layer.name}\" must not include")
            if path.startswith("console/include/") and target:
                public.setdefault(path, []).append(target)
            if not target or target == path:
                continue
            below = layer_of(target, layers)
            arrows[layer.name, below.name] += 1
            if below.name not in layer.sees:
                problems.append(f"{path} ({layer.name}) includes {name} ({below.name}): the arrow runs upwards")
    for path in sorted(public):
        for private in sorted(reached(path, public) - set(public) - {path}):
            if not private.startswith("console/include/"):
                problems.append(f"{path} is public and reaches the private header {private}")
    for folder, count in sorted(per_folder.items()):
        if count > MOST_FILES:
            problems.append(f"{folder} has {count} sources, more than {MOST_FILES}; divide it by what its files do")
    return problems, arrows


def reached(path, includes):
    seen, waiting = set(), [path]
    while waiting:
        for target in includes.get(waiting.pop(), []):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen


def main(arguments):
    roots = [Path(argument) for argument in arguments if not argument.startswith("-")]
    root = roots[0] if roots else Path(__file__).resolve().parents[2]
    problems, arrows = check(root, layers_of(root))
    if "--arrows" in arguments:
        for (source, target), count in sorted(arrows.items()):
            print(f"{count:5} {source} -> {target}")
    for problem in problems:
        print(problem)
    print(f"{sum(arrows.values())} includes over the layers, {len(problems)} against the rules")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
