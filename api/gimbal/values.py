"""Vectors and colours as values: tuples of floats with names and arithmetic."""

import math


class _Numbers(tuple):
    __slots__ = ()

    def _other(self, other):
        if isinstance(other, (int, float)):
            return (other,) * len(self)
        if isinstance(other, (tuple, list)) and len(other) == len(self):
            return other
        return None

    def _each(self, other, function):
        values = self._other(other)
        return NotImplemented if values is None else type(self)(*map(function, self, values))

    def __add__(self, other):
        return self._each(other, lambda a, b: a + b)

    def __sub__(self, other):
        return self._each(other, lambda a, b: a - b)

    def __rsub__(self, other):
        return self._each(other, lambda a, b: b - a)

    def __mul__(self, other):
        return self._each(other, lambda a, b: a * b)

    def __truediv__(self, other):
        return self._each(other, lambda a, b: a / b)

    def __neg__(self):
        return type(self)(*(-value for value in self))

    __radd__ = __add__
    __rmul__ = __mul__

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(map(repr, self))})"


class Vector(_Numbers):
    """Three numbers, as a place or a direction. A tuple of floats; + - * / work by component, also with a number.

    Attributes
    ----------
    x, y, z : float
    length : float
    """

    __slots__ = ()

    def __new__(cls, x=0.0, y=0.0, z=0.0):
        return super().__new__(cls, (float(x), float(y), float(z)))

    x = property(lambda self: self[0])
    y = property(lambda self: self[1])
    z = property(lambda self: self[2])

    @property
    def length(self):
        return math.hypot(*self)

    def dot(self, other):
        """The scalar product with a sequence of three numbers (float)."""
        x, y, z = other
        return self[0] * x + self[1] * y + self[2] * z

    def cross(self, other):
        """The vector product with a sequence of three numbers (Vector)."""
        x, y, z = other
        return Vector(self[1] * z - self[2] * y, self[2] * x - self[0] * z, self[0] * y - self[1] * x)

    def normalized(self):
        """The vector of length 1 in this direction. Raises ValueError for one of length 0."""
        length = self.length
        if not length:
            raise ValueError("a vector of length 0 has no direction")
        return self / length


class Colour(_Numbers):
    """Linear red, green, blue and alpha, each from 0 to 1, as a tuple of floats.

    Attributes
    ----------
    red, green, blue, alpha : float
    """

    __slots__ = ()

    def __new__(cls, red=1.0, green=1.0, blue=1.0, alpha=1.0):
        return super().__new__(cls, (float(red), float(green), float(blue), float(alpha)))

    red = property(lambda self: self[0])
    green = property(lambda self: self[1])
    blue = property(lambda self: self[2])
    alpha = property(lambda self: self[3])
