// Children that a script forks (gimbal/console/python/forked_child.h).
#pragma once

namespace gimbal::console {

// From now on such a child ends without the host's exit functions, and does not write the host's buffers again.
// Thread: UI.   GIL: not needed.
void prepare_forked_children();

}  // namespace gimbal::console
