// Whether Python input can run. Looks at the text only and does not call Python, so that Enter answers at once while a
// script is busy. Errors that only the compiler finds count as ready; the run reports them.
#pragma once
#include <string_view>

namespace gimbal::console {

enum class InputState {
    incomplete,  // cannot run yet: an open bracket or string, or a header without its block
    complete,    // can run, but the block may continue; a blank line ends it
    ready,       // Enter runs it
};

InputState input_state(std::string_view source);

}  // namespace gimbal::console
