"""Makes Stop, or Ctrl-C in the terminal, end pdb, which would return to its prompt by default."""


def install(pdb):
    pdb.Pdb._cmdloop = _ask_until_the_program_goes_on
    pdb.Pdb.nosigint = property(lambda self: True, lambda self, wanted: None)
    pdb.Pdb.do_quit = pdb.Pdb.do_q = pdb.Pdb.do_exit = _quit


def _ask_until_the_program_goes_on(self):
    self.allow_kbdint = True  # the commands of a breakpoint can be interrupted too
    try:
        self.cmdloop()
    finally:
        self.allow_kbdint = False


def _quit(self, arg):
    """q(uit) | exit

    Quit from the debugger. The run is ended.
    """
    # From Python 3.14 on, pdb asks whether to kill the process, and would then end the run without a word.
    self._user_requested_quit = True
    self.set_quit()
    return 1
