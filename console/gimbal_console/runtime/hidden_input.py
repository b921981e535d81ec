"""getpass asks the console, which shows no characters, instead of the terminal the program was started from."""

import sys


def install(getpass_module):
    stdin = sys.stdin
    if hasattr(stdin, "read_hidden"):
        getpass_module.getpass = stdin.read_hidden
