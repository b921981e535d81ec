// Text from elsewhere made fit for Python: line ends, tabs, invisible characters, and the prompts of a copied session.
#pragma once
#include <string>
#include <string_view>

namespace gimbal::console {

// CRLF and CR become LF, tabs four spaces, no-break spaces plain ones, other control characters go. When the first line
// begins with ">>> ", prompts are taken off and lines without one, which are output, are left out.
std::string mend_pasted(std::string_view text);

}  // namespace gimbal::console
