// Searches the text of the traceback from its end.
#include "app/panels/editor/traceback_line.h"

#include <cstdlib>

namespace gimbal::app {

int line_in_file(const console::Traceback& error, const std::string& file) {
    if (error.file == file && error.line > 0) return error.line;
    const std::string frame = "File \"" + file + "\", line ";
    const std::size_t at = error.text.rfind(frame);
    return at == std::string::npos ? 0 : std::atoi(error.text.c_str() + at + frame.size());
}

}  // namespace gimbal::app
