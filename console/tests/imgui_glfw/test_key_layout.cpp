// KeyLayout without a display.
#include <GLFW/glfw3.h>
#include <doctest/doctest.h>

#include "gimbal/console/glfw/key_layout.h"
#include "gimbal/console/thread_role.h"

using namespace gimbal::console;

namespace {
int errors = 0;
}

TEST_CASE("GLFW is not asked for the name of a key that it does not know: the host would get an error") {
    set_thread_role(ThreadRole::ui);
    const GLFWerrorfun before = glfwSetErrorCallback([](int, const char*) { ++errors; });
    KeyLayout layout;
    CHECK(layout.of(GLFW_KEY_UNKNOWN, 0, 0, true).code == GLFW_KEY_UNKNOWN);
    CHECK(errors == 0);
    glfwSetErrorCallback(before);
}
