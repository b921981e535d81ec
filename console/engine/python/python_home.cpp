#include "gimbal/console/python/python.h"
#include "engine/python/python_home.h"

namespace gimbal::console {

namespace {
struct Home {
    explicit Home(const std::string& home)
        : prefix(home),
          library(home + "/lib/python" Py_STRINGIFY(PY_MAJOR_VERSION) "." Py_STRINGIFY(PY_MINOR_VERSION)) {}
    std::string prefix, library;
};

Home& kept() {
    static auto& home = *new Home(GIMBAL_PYTHON_HOME);  // never destroyed: Python may outlive main()
    return home;
}
}  // namespace

const std::string& python_home() { return kept().prefix; }
const std::string& standard_library() { return kept().library; }

void set_python_home(const std::filesystem::path& home) {
    if (const std::string wanted = home.empty() ? GIMBAL_PYTHON_HOME : home.string(); wanted != kept().prefix)
        kept() = Home(wanted);
}

}  // namespace gimbal::console
