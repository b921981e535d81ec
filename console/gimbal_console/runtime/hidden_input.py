"""Makes getpass read from the console, without echo, instead of the terminal that the program was started from."""

import sys


def install(getpass_module):
    stdin = sys.stdin
    if hasattr(stdin, "read_hidden"):
        getpass_module.getpass = stdin.read_hidden
