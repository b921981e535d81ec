// The size of the console for os.get_terminal_size(), and so for shutil, argparse and everything that lays out text.
#pragma once
#include "gimbal/console/python/gil.h"

#include "engine/output/result_sink.h"

namespace gimbal::console {

// From now on os.get_terminal_size() of the captured descriptors 1 and 2, which are pipes, gives the size of the
// console. `results` must outlive the interpreter. False: a Python error is set. Thread: script.   GIL: held.
bool follow_console_size(WindowResults& results);

}  // namespace gimbal::console
