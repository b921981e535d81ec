// The entry point of gimbal_window.so.
#include "app/viewport/picture/offscreen.h"
#include "app/window_library.h"

namespace gimbal::app {
namespace {

int run_application(ApplicationOptions options) { return Application(std::move(options)).run(); }

}  // namespace
}  // namespace gimbal::app

extern "C" const gimbal::app::WindowLibrary& gimbal_window_library();
extern "C" const gimbal::app::WindowLibrary& gimbal_window_library() {
    static constexpr gimbal::app::WindowLibrary library{gimbal::app::run_application,
                                                        gimbal::app::make_offscreen_renderer};
    return library;
}
