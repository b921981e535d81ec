// The adapter of a GLFW window. The examples in console/tests/package use it on a display.
#include "gimbal/console/glfw/panel_adapter.h"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace gimbal::console;

TEST_CASE("an adapter for a window that GLFW could not make is refused with the reason") {
    CHECK_THROWS_WITH_AS(GlfwPanelAdapter(nullptr), doctest::Contains("glfwCreateWindow() has failed"),
                         std::invalid_argument);
}
