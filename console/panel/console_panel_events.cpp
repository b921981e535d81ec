// The engine's events as changes of the log, the prompt and the helpers.
#include "panel/console_state.h"

namespace gimbal::console {
namespace {

constexpr std::size_t small_event_bytes = 64;  // charged to the host's budget for an event without text

// The folder of the Python that the library belongs to, such as "/usr".
std::string environment_of(const std::string& library) {
    for (const char* folder : {"/lib/", "/lib64/"})
        if (const std::size_t at = library.rfind(folder); at != std::string::npos) return library.substr(0, at);
    return library;
}

std::string replaced(std::string text, std::string_view name, const std::string& value) {
    for (std::size_t at = 0; (at = text.find(name, at)) != std::string::npos; at += value.size())
        text.replace(at, name.size(), value);
    return text;
}

}  // namespace

std::size_t ConsolePanel::State::handle(ConsoleEvent& event) {
    if (!std::holds_alternative<RunRemoved>(event)) report_removed_runs();
    variables.handle(event);
    screen.queue().handle(event);
    if (auto* output = std::get_if<OutputText>(&event))
        return small_event_bytes + (output->block ? screen.log().take(*output->block) : 0);
    if (auto* result = std::get_if<LongResult>(&event)) {
        screen.log().long_result(*result->text);
        return small_event_bytes + result->text->size();
    }
    if (auto* picture = std::get_if<Picture>(&event)) {
        screen.add_picture(*picture);
        return small_event_bytes + picture->png->size() / 64;  // only the header of the PNG is read here
    }
    if (auto* ready = std::get_if<EngineReady>(&event)) {
        if (!options.banner.empty()) {
            const std::string banner = replaced(options.banner, "{python}", ready->python_version);
            screen.log().line(replaced(banner, "{environment}", environment_of(ready->python_library)), ink::dim);
            screen.log().line("", ink::dim);
        }
        prompt.show_history_trouble();
    } else if (const auto* failed = std::get_if<EngineFailed>(&event)) {
        screen.log().line(failed->why, ink::error);
    } else if (auto* started = std::get_if<RunStarted>(&event)) {
        prompt.on_started(*started);
    } else if (auto* gone = std::get_if<RunRemoved>(&event)) {
        removed.add(*gone, runs);
        screen.log().run_removed(gone->run);
        prompt.on_removed(gone->run);
    } else if (auto* ended = std::get_if<RunEnded>(&event)) {
        screen.log().run_ended(ended->run);
    } else if (auto* request = std::get_if<InputRequested>(&event)) {
        search.end(false);
        prompt.on_input_requested(*request);
    } else if (auto* over = std::get_if<InputDone>(&event)) {
        prompt.on_input_done(over->question);
    } else if (auto* found = std::get_if<Documentation>(&event); found && found->whole) {
        prompt.on_documentation(*found);
    } else {
        help.handle(event);
    }
    return small_event_bytes;
}

void ConsolePanel::State::report_removed_runs() {
    if (!removed.empty()) screen.log().line(removed.take_words(), ink::dim);
}

}  // namespace gimbal::console
