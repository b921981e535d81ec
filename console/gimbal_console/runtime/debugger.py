"""Stop ends pdb, in the terminal Ctrl-C: at its prompt it would only ask again, and while the program runs on, come back to it."""


def install(pdb):
    pdb.Pdb._cmdloop = _ask_until_the_program_goes_on
    pdb.Pdb.nosigint = property(lambda self: True, lambda self, wanted: None)


def _ask_until_the_program_goes_on(self):
    self.allow_kbdint = True  # commands attached to a breakpoint may be interrupted as well
    try:
        self.cmdloop()
    finally:
        self.allow_kbdint = False
