"""Calls a command of a program that has opened its link, and moves a mesh in it: client.py [ADDRESS]."""
import array
import math
import sys

import gimbal_link

with gimbal_link.connect(*sys.argv[1:2], name="script") as client:
    print(client.call("add", a=2, b=0.5).value)
    for frame in range(60):
        height = math.sin(frame / 10)
        corners = array.array("f", [0, 0, height, 1, 0, -height, 0, 1, height])
        client.update("triangle", {
            "positions": memoryview(corners).cast("B").cast("f", (3, 3)),
            "triangles": memoryview(array.array("i", [0, 1, 2])).cast("B").cast("i", (1, 3)),
        })
    client.ping()  # everything before it has arrived
