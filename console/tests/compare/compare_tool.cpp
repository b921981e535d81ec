// Answers questions about Python text over stdin, so that tests in Python can compare the C++ with Python's own
// modules. A request is a line "COMMAND SIZE" and SIZE bytes; the answer is one line.
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <string>
#include <string_view>

#include "gimbal/console/fuzzy_match.h"
#include "text/edit/input_state.h"
#include "text/edit/python_highlighter.h"

namespace {

using namespace gimbal::console;

std::string state_of(std::string_view source) {
    switch (input_state(source)) {
        case InputState::incomplete: return "incomplete";
        case InputState::complete: return "complete";
        case InputState::ready: return "ready";
    }
    return "";
}

char letter_of(Ink colour) {
    switch (colour) {
        case ink::keyword: return 'k';
        case ink::string: return 's';
        case ink::number: return 'n';
        case ink::definition: return 'd';
        case ink::comment: return 'c';
        default: return '.';
    }
}

// One letter for each byte of the source, its newlines included.
std::string colours_of(std::string_view source) {
    std::string letters;
    PythonString open;
    std::vector<StyleRun> runs;
    while (!source.empty()) {
        const std::string_view line = source.substr(0, source.find('\n'));
        runs.clear();
        open = highlight_python(line, std::move(open), runs);
        std::string of_line(line.size(), '.');
        for (std::size_t i = 0; i < runs.size(); ++i) {
            const std::size_t end = i + 1 < runs.size() ? runs[i + 1].begin : line.size();
            std::fill(of_line.begin() + runs[i].begin, of_line.begin() + static_cast<std::ptrdiff_t>(end),
                      letter_of(runs[i].colour));
        }
        letters += of_line;
        source.remove_prefix(line.size());
        if (source.empty()) break;
        letters += '.';
        source.remove_prefix(1);
    }
    return letters;
}

// "NAME\0TYPED": the number of its class, "-" when it does not match.
std::string match_of(std::string_view request) {
    const std::size_t middle = request.find('\0');
    const auto match = fuzzy_match(request.substr(0, middle), request.substr(middle + 1));
    return match ? std::to_string(static_cast<int>(match->fit)) : "-";
}

}  // namespace

int main() {
    std::ios::sync_with_stdio(false);
    std::string command, text;
    std::size_t size = 0;
    while (std::cin >> command >> size) {
        std::cin.get();  // the newline
        text.resize(size);
        std::cin.read(text.data(), static_cast<std::streamsize>(size));
        const std::string answer = command == "state"     ? state_of(text)
                                   : command == "colours" ? colours_of(text)
                                                          : match_of(text);
        std::cout << answer << '\n';
        if (std::cin.rdbuf()->in_avail() <= 0) std::cout.flush();
    }
}
