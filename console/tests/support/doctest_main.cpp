// The main of every C++ test program. Its thread has the role of the UI thread.

// Otherwise doctest installs handlers of SIGINT and of the fatal signals, and the engine leaves the host's handlers.
#define DOCTEST_CONFIG_NO_POSIX_SIGNALS
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "gimbal/console/thread_role.h"

int main(int argc, char** argv) {
    gimbal::console::set_thread_role(gimbal::console::ThreadRole::ui);
    return doctest::Context(argc, argv).run();
}
