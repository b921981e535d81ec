#include "app/resources.h"

#include <stdexcept>

namespace gimbal::app {

Resources find_resources() {
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    const fs::path folder = program.parent_path();
    for (const auto& [share, launcher] :
         {std::pair{folder / "share", folder / "python"},
          std::pair{folder.parent_path() / "share" / "gimbal", folder.parent_path() / "lib" / "gimbal" / "python"}}) {
        if (fs::is_directory(share / "python" / "gimbal", error))
            return {launcher, share / "python", share / "scripts"};
    }
    throw std::runtime_error("the program's Python package is missing: no folder " +
                             (folder / "share" / "python" / "gimbal").string() + ". Build it again with ./run");
}

}  // namespace gimbal::app
