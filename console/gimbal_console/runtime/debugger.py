"""Makes Stop, or Ctrl-C in the terminal, end pdb. By default pdb would return to its prompt."""


def install(pdb):
    pdb.Pdb._cmdloop = _ask_until_the_program_goes_on
    pdb.Pdb.nosigint = property(lambda self: True, lambda self, wanted: None)


def _ask_until_the_program_goes_on(self):
    self.allow_kbdint = True  # the commands of a breakpoint can be interrupted too
    try:
        self.cmdloop()
    finally:
        self.allow_kbdint = False
