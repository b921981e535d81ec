// Checks that a PLY file contains the elements that its header declares. For a cut-off file a parser invents the rest
// or crashes.
#pragma once
#include <string_view>

namespace gimbal::document {

// Throws std::invalid_argument if it is not a PLY file, its header is broken, its data ends early, a face uses a
// missing vertex, or it has no faces. The message is a sentence without its full stop.
void check_ply_contents(std::string_view contents);

}  // namespace gimbal::document
