#include "app/panels/info_script.h"

#include <algorithm>

namespace gimbal::app {

std::vector<std::string> code_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::size_t begin = line.find_first_not_of(" \t\r");
        if (begin == std::string_view::npos || line[begin] == '#') continue;
        lines.emplace_back(line.substr(begin, line.find_last_not_of(" \t\r") + 1 - begin));
    }
    return lines;
}

std::string script_of(const std::vector<std::string>& actions) {
    std::string script = "import gimbal\n\n";
    for (const std::string& action : actions) script += action + "\n";
    return script;
}

std::string command_script_of(const std::vector<std::string>& actions) {
    std::string script = "import gimbal\n\n\n"
                         "@gimbal.command(\"mine.recorded\", label=\"Recorded actions\", menu=\"Mine\")\n"
                         "def recorded():\n"
                         "    \"\"\"What was recorded.\"\"\"\n";
    for (const std::string& action : actions) script += "    " + action + "\n";
    return script;
}

}  // namespace gimbal::app
