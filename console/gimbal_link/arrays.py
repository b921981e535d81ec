"""Arrays of a message: buffers with a dtype and a shape. They are numpy arrays if numpy is there."""

from __future__ import annotations

import functools
import struct
import sys
from typing import Any, Dict, Iterable, List, NamedTuple, Optional, Set, Tuple

from .errors import LinkError, sentence_of
from .names import check_name

Shape = Tuple[int, ...]

FORMATS = {
    "int8": "b",
    "uint8": "B",
    "int16": "h",
    "uint16": "H",
    "int32": "i",
    "uint32": "I",
    "int64": "q",
    "uint64": "Q",
    "float32": "f",
    "float64": "d",
}
SIZES = {dtype: struct.calcsize("=" + code) for dtype, code in FORMATS.items()}
MOST_DIMENSIONS = 8
MOST_BYTES = 1 << 62

if sys.byteorder != "little":
    raise ImportError("gimbal_link needs a little-endian machine")


@functools.lru_cache(maxsize=None)
def numpy() -> Any:
    """The module numpy, or None. It is imported on first use."""
    try:
        import numpy as module
    except ImportError:
        return None
    return module


class Packed(NamedTuple):
    """An array as it is sent."""

    dtype: str
    shape: Shape
    data: Any  # a C-contiguous buffer of bytes

    @property
    def byte_count(self) -> int:
        return count_of(self.shape) * SIZES[self.dtype]


def count_of(shape: Shape) -> int:
    count = 1
    for length in shape:
        count *= length
    return count


def padded(size: int) -> int:
    return (size + 7) & ~7


def dtype_of(view: memoryview, name: str) -> str:
    code = view.format.lstrip("@=<")
    kind = "float" if code in "efd" else "int" if code in "bhilqn" else "uint" if code in "BHILQNc?" else ""
    dtype = f"{kind}{8 * view.itemsize}"
    if len(code) != 1 or dtype not in FORMATS or code == "c":
        raise LinkError("bad_array", f"the array `{name}` holds {view.format!r}, which is no dtype of the protocol")
    return dtype


def pack(name: str, array: Any) -> Packed:
    """A copy of the array, so that it may be changed at once. Takes numpy arrays, memoryviews, array.array, bytes, and
    lists of numbers if numpy is there."""
    if isinstance(array, Packed):
        return array
    module = None
    if not hasattr(array, "dtype") and isinstance(array, (list, tuple)):
        module = numpy()
        if module is None:
            raise LinkError("bad_array", f"the array `{name}` is a list, which needs numpy; give an array.array")
    try:
        view = memoryview(module.asarray(array) if module else array)
    except TypeError:
        raise LinkError("bad_array", f"the array `{name}` is a {type(array).__name__}, not a buffer") from None
    except Exception as error:  # rows of several lengths, times, a view that was released
        raise LinkError("bad_array", f"the array `{name}` is no array of numbers: {sentence_of(error)}") from None
    if view.ndim > MOST_DIMENSIONS:
        raise LinkError("bad_array", f"the array `{name}` has {view.ndim} dimensions, more than {MOST_DIMENSIONS}")
    if view.format.startswith(">") or (view.format.startswith("!") and view.itemsize > 1):
        raise LinkError("bad_array", f"the array `{name}` is big-endian; convert it with astype")
    return Packed(dtype_of(view, name), tuple(view.shape or ()), view.tobytes())


def unpacked(dtype: str, shape: Shape, buffer: Any, offset: int) -> Any:
    """The array at a place of a buffer, without a copy: a numpy array, or a memoryview."""
    module = numpy()
    count = count_of(shape)
    if module is not None:
        return module.frombuffer(buffer, dtype, count, offset).reshape(shape)
    view = memoryview(buffer)[offset : offset + count * SIZES[dtype]].cast("B")
    if count == 0 or not shape:
        return view.cast(FORMATS[dtype])
    return view.cast("B").cast(FORMATS[dtype], shape) if len(shape) > 1 else view.cast(FORMATS[dtype])


class Description(NamedTuple):
    name: str
    dtype: str
    shape: Shape
    offset: int

    @property
    def byte_count(self) -> int:
        return count_of(self.shape) * SIZES[self.dtype]


def as_bytes(view: memoryview) -> memoryview:
    """The bytes of a C-contiguous view. The system refuses to cast one without elements."""
    return view.cast("B") if view.nbytes else memoryview(b"")


def describe(arrays: Dict[str, Packed]) -> List[Dict[str, Any]]:
    return [{"name": name, "dtype": a.dtype, "shape": list(a.shape)} for name, a in sorted(arrays.items())]


def is_index(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def check_strides(name: str, strides: Any, dtype: str, shape: Shape) -> None:
    expected, stride = [], SIZES[dtype]
    for length in reversed(shape):
        expected.append(stride)
        stride *= length
    if strides != expected[::-1]:
        raise LinkError("bad_array", f"the array `{name}` has strides of another order than C")


def read_descriptions(header: Dict[str, Any], have_offsets: bool = False) -> List[Description]:
    entries = header.get("arrays", [])
    if not isinstance(entries, list):
        raise LinkError("bad_array", "`arrays` is not a list")
    found: List[Description] = []
    names: Set[str] = set()
    place = 0
    for entry in entries:
        if not isinstance(entry, dict) or "name" not in entry:
            raise LinkError("bad_array", "`arrays` holds an entry without a name")
        check_name(entry["name"], "the name of an array", "bad_array")
        name, dtype, shape = entry["name"], entry.get("dtype"), entry.get("shape")
        if not isinstance(dtype, str) or dtype not in FORMATS:
            raise LinkError("bad_array", f"the array `{name}` has the dtype {dtype!r}, which is none of the protocol")
        if not isinstance(shape, list) or len(shape) > MOST_DIMENSIONS or not all(map(is_index, shape)):
            raise LinkError("bad_array", f"the array `{name}` has the shape {shape!r}")
        if count_of(tuple(max(length, 1) for length in shape)) * SIZES[dtype] >= MOST_BYTES:
            raise LinkError("bad_array", f"the array `{name}` is larger than memory can be")
        if entry.get("strides") is not None:
            check_strides(name, entry["strides"], dtype, tuple(shape))
        if name in names:
            raise LinkError("bad_array", f"the array `{name}` is there twice")
        names.add(name)
        offset = entry.get("offset") if have_offsets else place
        if not is_index(offset) or (have_offsets and offset % 64):
            raise LinkError("bad_array", f"the array `{name}` has the offset {offset!r}")
        found.append(Description(name, dtype, tuple(shape), offset))
        place += padded(found[-1].byte_count)
    return found


def arrays_of(header: Dict[str, Any], payload: Any) -> Dict[str, Any]:
    descriptions = read_descriptions(header)
    needed = sum(padded(d.byte_count) for d in descriptions)
    if needed != len(payload):
        raise LinkError("bad_array", f"the arrays need {needed} bytes, but the payload has {len(payload)}")
    return {d.name: unpacked(d.dtype, d.shape, payload, d.offset) for d in descriptions}


MESH_NAMES = ("positions", "faces", "offsets", "triangles", "lines", "colours")


def mesh_arrays(positions: Any, triangles: Any = None, **others: Any) -> Dict[str, Any]:
    """The arrays of a mesh. `others`: faces, offsets, lines, colours. With numpy they get the protocol's dtypes.

    Raises
    ------
    TypeError : another name
    """
    for name in others:
        if name not in MESH_NAMES:
            raise TypeError(f"a mesh has no array {name!r}; it has {', '.join(MESH_NAMES)}")
    arrays = {"positions": positions, "triangles": triangles, **others}
    arrays = {name: array for name, array in arrays.items() if array is not None}
    module = numpy()
    if module is None:
        return arrays
    kinds = {"positions": "float32", "colours": "float32"}
    return {name: module.ascontiguousarray(array, kinds.get(name, "int32")) for name, array in arrays.items()}


COLUMNS = {"positions": ("float32", 3), "triangles": ("int32", 3), "lines": ("int32", 2), "colours": ("float32", 4)}


def mesh_layout_problem(layouts: Dict[str, Tuple[str, Shape]]) -> Optional[str]:
    """Why arrays of these dtypes and shapes are no mesh; None: they are one."""
    if "positions" not in layouts:
        return "a mesh has no array `positions`"
    for name, (wanted, columns) in COLUMNS.items():
        if name in layouts:
            dtype, shape = layouts[name]
            if dtype != wanted or len(shape) != 2 or shape[1] != columns:
                return f"`{name}` is {dtype} {shape}, not {wanted} (n, {columns})"
    if "colours" in layouts and layouts["colours"][1][0] != layouts["positions"][1][0]:
        return f"`colours` has {layouts['colours'][1][0]} rows, but `positions` has {layouts['positions'][1][0]}"
    if ("faces" in layouts) != ("offsets" in layouts):
        return "`faces` and `offsets` need each other"
    if "faces" in layouts and "triangles" in layouts:
        return "a mesh has either `triangles` or `faces`, not both"
    return None


def mesh_names_problem(names: Iterable[str]) -> Optional[str]:
    """The sender asks: a misspelt name would be kept by the receiver and shown by nobody."""
    for name in names:
        if name not in MESH_NAMES:
            return (
                f"a mesh has no array `{name}`; it has {', '.join(MESH_NAMES)}. "
                'Arrays of other names are a stream of kind "array"'
            )
    return None


def mesh_index_problem(arrays: Dict[str, Packed]) -> Optional[str]:
    """The sender asks, as the receiver reads the numbers of a mesh only when it shows it."""
    vertices = arrays["positions"].shape[0]
    module = numpy()
    for name in ("triangles", "faces", "lines"):
        if name not in arrays or not arrays[name].byte_count:
            continue
        numbers = as_bytes(memoryview(arrays[name].data)).cast("i")
        if module is not None:
            numbers = module.frombuffer(numbers, "int32")
            least, most = int(numbers.min()), int(numbers.max())
        else:
            least, most = min(numbers), max(numbers)
        if least < 0 or most >= vertices:
            return f"`{name}` holds vertex {least if least < 0 else most}, but `positions` has {vertices}"
    return None


def mesh_problem(arrays: Dict[str, Packed]) -> Optional[str]:
    """The same, with the content of `offsets`."""
    problem = mesh_layout_problem({name: (a.dtype, a.shape) for name, a in arrays.items()})
    if problem or "faces" not in arrays:
        return problem
    for name in ("faces", "offsets"):
        if arrays[name].dtype != "int32" or len(arrays[name].shape) != 1:
            return f"`{name}` is {arrays[name].dtype} {arrays[name].shape}, not int32 (n)"
    ends = as_bytes(memoryview(arrays["offsets"].data)).cast("i").tolist()
    if not ends or ends[0] != 0:
        return "`offsets` does not begin with 0"
    if ends[-1] != arrays["faces"].shape[0]:
        return f"`offsets` ends with {ends[-1]}, but `faces` has {arrays['faces'].shape[0]}"
    falls = next((i for i in range(1, len(ends)) if ends[i] < ends[i - 1]), None)
    return None if falls is None else f"`offsets` falls at {falls}"
