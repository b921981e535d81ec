// The part of a script that one run executes: a cell, the selection, or the statement under the caret.
#pragma once
#include <string>

#include "gimbal/console/line_span.h"

namespace gimbal::console {

struct CodePart {
    LineSpan lines = {};      // without trailing blank lines
    std::string source = {};  // the lines, shifted to the left margin
    LineId next = 0;          // where the caret goes afterwards; `lines.first` if the script ends there
    bool empty() const { return source.empty(); }
};

}  // namespace gimbal::console
