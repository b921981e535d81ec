// Whether Python input can be run as it stands. Decided from the text alone, without Python, so that Enter answers at
// once also while a script spins; what only the compiler can know (a wrong indent, say) counts as ready and gets its
// error by running.
#pragma once
#include <string_view>

namespace gimbal::console {

enum class InputState {
    incomplete,  // cannot run: an open bracket, string or block
    complete,    // could run, but a block may go on: a blank line ends it
    ready,       // Enter runs it
};

InputState input_state(std::string_view source);

}  // namespace gimbal::console
