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

const char* default_python_home() { return GIMBAL_PYTHON_HOME; }
const std::string& python_home() { return kept().prefix; }
const std::string& standard_library() { return kept().library; }

void set_python_home(const std::filesystem::path& home) {
    if (home.string() != kept().prefix) kept() = Home(home.string());
}

}  // namespace gimbal::console
