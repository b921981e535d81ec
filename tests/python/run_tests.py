"""Runs the Python tests in the program: gimbal --headless tests/python/run_tests.py [test_module ...]."""
import os
import sys
import unittest

SKIPPED = 77  # for ctest: no test failed, but some were skipped

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, here)
names = sys.argv[1:] or sorted(
    name[:-3] for name in os.listdir(here) if name.startswith("test_") and name.endswith(".py")
)
result = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.loadTestsFromNames(names))
if result.testsRun == 0:
    sys.exit(f"no tests in {', '.join(names)}")
if not result.wasSuccessful():
    sys.exit(1)
sys.exit(SKIPPED if result.skipped else 0)
