// The engine's events as changes of log, status and prompt.
#include <algorithm>
#include <utility>

#include "panel/console_state.h"

namespace gimbal::console {
namespace {

constexpr std::size_t small_event_bytes = 64;  // what an event without text costs the host's budget

std::string replaced(std::string text, std::string_view name, const std::string& value) {
    for (std::size_t at = 0; (at = text.find(name, at)) != std::string::npos; at += value.size())
        text.replace(at, name.size(), value);
    return text;
}

}  // namespace

std::size_t ConsolePanel::handle(ConsoleEvent& event) {
    State& s = *state_;
    if (!std::holds_alternative<RunRemoved>(event)) s.show_removed();
    s.variables.handle(event);
    if (auto* output = std::get_if<OutputText>(&event))
        return small_event_bytes + (output->block ? s.log.take(*output->block) : 0);
    if (auto* result = std::get_if<LongResult>(&event)) {
        s.log.long_result(*result->text);
        return small_event_bytes + result->text->size();
    }
    if (auto* picture = std::get_if<Picture>(&event)) {
        s.on_picture(*picture);
        return small_event_bytes + picture->png->size() / 64;  // only its header is looked at here
    }
    if (auto* ready = std::get_if<EngineReady>(&event)) s.on_ready(*ready);
    else if (auto* started = std::get_if<RunStarted>(&event)) s.on_started(*started);
    else if (auto* removed = std::get_if<RunRemoved>(&event)) s.on_removed(*removed);
    else if (auto* ended = std::get_if<RunEnded>(&event)) s.on_ended(ended->run);
    else if (auto* request = std::get_if<InputRequested>(&event)) s.on_input_requested(*request);
    else if (std::get_if<InputDone>(&event)) s.on_input_done();
    else if (auto* told = std::get_if<Documentation>(&event); told && told->whole) s.on_documentation(*told);
    else s.help.handle(event);
    return small_event_bytes;
}

void ConsolePanel::State::on_ready(const EngineReady& ready) {
    if (!options.banner.empty()) {
        log.line(
            replaced(replaced(options.banner, "{python}", ready.python_version), "{library}", ready.python_library),
            ink::dim);
        log.line("", ink::dim);
    }
    tell_of_history();
}

void ConsolePanel::State::tell_of_history() {
    std::string trouble = history.take_trouble();
    if (!trouble.empty()) log.line(trouble, ink::dim);
}

void ConsolePanel::State::on_started(const RunStarted& started) {
    const auto own = std::find_if(entered.rbegin(), entered.rend(),
                                  [&](const Entered& one) { return one.run == started.run; });
    if (own != entered.rend()) {
        if (!std::exchange(own->echoed, true)) log.echo(own->source, started.run);
    } else if (started.kind == RunKind::file) {
        log.file_echo(started.title, started.run);
        entered.push_back({started.run, "# run " + started.title});
    }
}

void ConsolePanel::State::on_picture(const Picture& picture) {
    bool shown = false;
    log.line(PictureShelf::words(*picture.png, shown), ink::dim);
    if (shown) pictures.add(log.last_line(), picture.png);
}

void ConsolePanel::State::show_removed() {
    if (!removed.empty()) log.line(removed.take_words(), ink::dim);
}

void ConsolePanel::State::on_removed(const RunRemoved& event) {
    removed.add(event, runs);
    log.run_removed(event.run);
    std::erase_if(entered, [&](const Entered& one) { return one.run == event.run; });
}

void ConsolePanel::State::on_ended(RunId run) {
    log.run_ended(run);
    on_input_done();
}

// Python's own input() has written its prompt to stdout, so it is the open line that becomes the prompt.
void ConsolePanel::State::on_input_requested(const InputRequested& request) {
    if (!request.prompt.empty()) log.write(Stream::out, request.prompt);
    asked = log.take_open_line();
    hidden = request.hidden;
    help.close();
    end_search(false);
    if (!std::exchange(asking, true))
        set_aside = {typed_text(), {editor.anchor(), editor.caret()}, pasted_block, shows_each};
    pasted_block = shows_each = false;
    editor.set_text("");
    editor.python = false;
    text.set_prompt({asked, "", ink::text, false, request.hidden});
    surface.edited();
}

// Also when the run was stopped while it asked: its prompt is output then, and what had been typed before comes back.
void ConsolePanel::State::on_input_done() {
    if (!std::exchange(asking, false)) return;
    text.set_prompt({std::string(primary_prompt), std::string(continuation_prompt)});
    if (!asked.empty()) log.line(asked, ink::text);
    asked.clear();
    editor.set_text(set_aside.text);
    editor.select(set_aside.selection.anchor, set_aside.selection.caret);
    editor.python = true;
    pasted_block = set_aside.pasted_block;
    shows_each = set_aside.shows_each;
    set_aside = {};
    surface.edited();
}

}  // namespace gimbal::console
