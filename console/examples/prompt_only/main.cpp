// The console in a terminal, drawn by the program itself: no Dear ImGui, no window. A Qt or SDL program reads and calls
// the same functions of ConsoleModel from its own widgets.
#include <gimbal/console/engine.h>
#include <gimbal/console/loop/pump.h>
#include <gimbal/console/prompt/console_model.h>
#include <gimbal/console/prompt/engine_link.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <utility>

using namespace gimbal::console;

namespace {

// The terminal without echo and line editing, for a scope.
class RawTerminal {
public:
    RawTerminal() {
        tcgetattr(STDIN_FILENO, &before_);
        termios raw = before_;
        raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG);
        tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    }
    ~RawTerminal() { tcsetattr(STDIN_FILENO, TCSANOW, &before_); }

private:
    termios before_{};
};

// What is new in the scrollback, then the prompt and the help for it below, which the next call replaces.
class Screen {
public:
    void draw(const ConsoleModel& model) {
        std::string out = "\r";
        if (rows_above_caret_ > 0) out += "\x1b[" + std::to_string(rows_above_caret_) + "A";
        out += "\x1b[J";
        for (next_ = std::max(next_, model.first_line()); next_ < model.prompt_line(); ++next_)
            out += coloured(model, next_) + "\r\n";
        for (std::uint64_t line = model.prompt_line(); line < model.end_line(); ++line)
            out += (line > model.prompt_line() ? "\r\n" : "") + coloured(model, line);
        std::size_t rows_below = model.end_line() - 1 - model.caret().line;
        if (const std::string help = help_of(model); !help.empty()) {
            out += "\r\n\x1b[2m" + help + "\x1b[0m";
            ++rows_below;
        }
        if (rows_below > 0) out += "\x1b[" + std::to_string(rows_below) + "A";
        out += "\r";  // a character may take more than a byte or a cell; this example counts bytes
        if (const std::size_t byte = model.caret().byte) out += "\x1b[" + std::to_string(byte) + "C";
        rows_above_caret_ = model.caret().line - model.prompt_line();
        std::fputs(out.c_str(), stdout);
        std::fflush(stdout);
    }

private:
    static std::string coloured(const ConsoleModel& model, std::uint64_t line) {
        static const std::map<TextRole, const char*> colours = {
            {TextRole::prompt, "34"}, {TextRole::error, "31"},   {TextRole::error_output, "33"},
            {TextRole::dim, "2"},     {TextRole::keyword, "35"}, {TextRole::string, "32"}};
        std::string text;
        for (const StyledText& piece : model.styled_line(line)) {
            const auto colour = colours.find(piece.role);
            text += colour == colours.end() ? piece.text
                                            : "\x1b[" + std::string(colour->second) + "m" + piece.text + "\x1b[0m";
        }
        return text;
    }
    static std::string help_of(const ConsoleModel& model) {
        std::string help = model.call_tip() ? model.call_tip()->signature : "";
        for (const std::string& line : model.status()) help += (help.empty() ? "" : "  ") + line;
        for (const Completion& name : model.completions())
            if (help.size() + name.text.size() < 70) help += (help.empty() ? "" : "  ") + name.text;
        return help;
    }

    std::uint64_t next_ = 0;  // the first line of the scrollback that is not on the terminal
    std::size_t rows_above_caret_ = 0;
};

// False: the user leaves.
bool take_keys(const std::string& keys, ConsoleModel& model) {
    using enum Command;
    static const std::map<std::string, Command> commands = {
        {"\r", run},
        {"\n", run},
        {"\t", complete},
        {"\x03", interrupt},
        {"\x04", end_of_input},
        {"\x12", search_history},
        {"\x7f", erase_left},
        {"\x1b[3~", take_back},
        {"\x1b[A", previous_input},
        {"\x1b[B", next_input},
        {"\x1b[C", right},
        {"\x1b[D", left},
        {"\x1b[H", line_start},
        {"\x1b[F", line_end},
        {"\x1b", dismiss},
    };
    if (const auto command = commands.find(keys); command != commands.end())
        return model.perform(command->second) || command->second != end_of_input;  // Ctrl-D with nothing to end
    std::string text;
    for (const char key : keys) {
        const auto command = commands.find(std::string(1, key));
        if (command == commands.end()) {
            text += key;
            continue;
        }
        model.type(std::exchange(text, {}));
        model.perform(command->second);
    }
    model.type(text);
    return true;
}

}  // namespace

int main() {
    RawTerminal raw;
    Engine engine({});
    EngineLink link(engine);
    ConsoleModel model(link);
    Screen screen;
    int exit_code = -1;
    while (exit_code < 0) {
        const Pumped pumped = pump(engine, model, std::chrono::milliseconds(10));
        if (pumped.quit) exit_code = pumped.quit->exit_code;
        screen.draw(model);
        pollfd input{STDIN_FILENO, POLLIN, 0};
        if (poll(&input, 1, 50) <= 0) continue;  // a program with an event loop has `wake` end its wait instead
        char keys[256];
        const ssize_t count = read(STDIN_FILENO, keys, sizeof keys);
        if (count <= 0 || !take_keys({keys, static_cast<std::size_t>(count)}, model)) exit_code = 0;
    }
    std::fputs("\r\n", stdout);
    if (!engine.quit(1.5)) {
        std::fflush(stdout);
        _exit(exit_code);
    }
    return exit_code;
}
