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

namespace {

// In the window each action is an undo step. A script is one step, so undo in it needs the steps of the actions before.
std::string body_of(const std::vector<std::string>& actions, const std::string& indent) {
    const bool undoes = std::ranges::any_of(
        actions, [](const std::string& action) { return action.starts_with("gimbal.ops.edit."); });
    std::string body;
    for (const std::string& action : actions) {
        body += indent + action + "\n";
        if (undoes && &action != &actions.back()) body += indent + "gimbal.app.end_step()\n";
    }
    return body;
}

constexpr const char* command_head = R"(import gimbal


@gimbal.command("mine.recorded", label="Recorded actions", menu="Mine")
def recorded():
    """What was recorded."""
)";

}  // namespace

std::string script_of(const std::vector<std::string>& actions) { return "import gimbal\n\n" + body_of(actions, ""); }

std::string command_script_of(const std::vector<std::string>& actions) {
    return command_head + body_of(actions, "    ");
}

}  // namespace gimbal::app
