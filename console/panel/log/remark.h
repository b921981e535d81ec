// A short note at the right end of a line. It is not part of the text.
#pragma once
#include <string>

#include "text/model/ink.h"

namespace gimbal::console {

struct Remark {
    std::string words;
    Ink colour = ink::dim;
};

}  // namespace gimbal::console
