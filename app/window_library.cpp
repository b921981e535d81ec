// Loads gimbal_window.so.
#include "app/window_library.h"

#include "api/document/work/program_library.h"

namespace gimbal::app {

const WindowLibrary& window_library() {
    static void* const entry =  // other threads wait for the first one; after an exception the next call tries again
        document::load_from_program_library("gimbal_window.so", "gimbal_window_library", "the window");
    return reinterpret_cast<const WindowLibrary& (*)()>(entry)();
}

}  // namespace gimbal::app
