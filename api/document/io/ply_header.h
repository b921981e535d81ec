// Does a PLY file hold as many elements as its header declares? Parsers fill up a cut-off file with nonsense, or crash.
#pragma once
#include <string_view>

namespace gimbal::document {

// Throws std::invalid_argument: not a PLY file, a broken header, data that ends early, a face that uses a vertex that
// is not there, no faces. The message is a sentence without its full stop.
void check_ply_contents(std::string_view contents);

}  // namespace gimbal::document
