// Passes each event and each command to the part that it concerns.
#include "panel/prompt/console_core.h"

#include <variant>

namespace gimbal::console {
namespace {

constexpr std::size_t small_event_bytes = 64;  // charged to the host's budget for an event without text

std::string replaced(std::string text, std::string_view name, const std::string& value) {
    for (std::size_t at = 0; (at = text.find(name, at)) != std::string::npos; at += value.size())
        text.replace(at, name.size(), value);
    return text;
}

}  // namespace

ConsoleCore::ConsoleCore(ConsoleEngine& engine_, const Options& options, PromptView& view_)
    : engine(engine_),
      banner(options.banner),
      view(view_),
      log(options.scrollback_lines, options.folds),
      help(engine.assist(), editor, [this] { view.edited(); }),
      prompt(engine, options.history_file, log, text, editor, help, view) {
    help.as_typed = options.complete_as_typed;
    // A console that is made after a failed start gets no event.
    if (!runs.why_failed().empty()) log.line(runs.why_failed(), ink::error);
}

void ConsoleCore::start(const EngineReady& ready) {
    if (!banner.empty()) {
        const std::string words = replaced(banner, "{python}", ready.python_version);
        log.line(replaced(words, "{environment}", ready.prefix), ink::dim);
        log.line("", ink::dim);
    }
    prompt.show_history_trouble();
}

std::size_t ConsoleCore::handle(const ConsoleEvent& event) {
    if (!std::holds_alternative<RunRemoved>(event)) report_removed_runs();
    queue.handle(event);
    if (const auto* output = std::get_if<OutputText>(&event))
        return small_event_bytes + (output->block ? log.take(*output->block) : 0);
    if (const auto* result = std::get_if<LongResult>(&event)) {
        log.long_result(*result->text);
        return small_event_bytes + result->text->size();
    }
    if (const auto* ready = std::get_if<EngineReady>(&event)) {
        start(*ready);
    } else if (const auto* failed = std::get_if<EngineFailed>(&event)) {
        log.line(failed->why, ink::error);
    } else if (const auto* started = std::get_if<RunStarted>(&event)) {
        prompt.on_started(*started);
    } else if (const auto* gone = std::get_if<RunRemoved>(&event)) {
        removed.add(*gone, runs);
        log.run_removed(gone->run);
        prompt.on_removed(gone->run);
    } else if (const auto* ended = std::get_if<RunEnded>(&event)) {
        log.run_ended(ended->run);
    } else if (const auto* request = std::get_if<InputRequested>(&event)) {
        search.end(false);
        prompt.on_input_requested(*request);
    } else if (const auto* over = std::get_if<InputDone>(&event)) {
        prompt.on_input_done(over->question);
    } else if (const auto* found = std::get_if<Documentation>(&event); found && found->whole) {
        prompt.on_documentation(*found);
    } else {
        help.handle(event);
    }
    return small_event_bytes;
}

// One line for all runs that one Stop has removed.
void ConsoleCore::report_removed_runs() {
    if (!removed.empty()) log.line(removed.take_words(), ink::dim);
}

void ConsoleCore::before_frame() {
    report_removed_runs();
    prompt.ask_if_free();
}

void ConsoleCore::on_paste(std::string& pasted) {
    search.end(true);
    help.close();
    prompt.before_paste(pasted);
}

bool ConsoleCore::perform(Command command) {
    using enum Command;
    const bool stops = command == interrupt && prompt.can_stop();
    if (search.active() && !stops && search.on_command(command)) return true;
    if (command == complete && prompt.tab_indents()) return view.run_command(indent), true;
    if (help.on_command(command)) return true;
    switch (command) {
        case search_history:
            help.close();
            search.begin();
            return true;
        case run: prompt.enter(false); return true;
        case run_at_once: prompt.enter(true); return true;
        case interrupt: prompt.interrupt(); return true;
        case take_back:
            if (const std::vector<RunId> own = queue.runs(); prompt.text().empty() && !own.empty()) {
                engine.remove_queued(own.back());
                return true;
            }
            return perform(erase_right);
        case end_of_input:
            // At the empty prompt of Python there is nothing to end and no line to duplicate.
            if (!prompt.end_of_input() && !prompt.text().empty()) view.run_command(duplicate);
            help.close();
            return true;
        case previous_input: prompt.browse_history(true); return true;
        case next_input: prompt.browse_history(false); return true;
        case newline_only:
        case erase_left:
        case erase_right:
        case erase_word_left:
        case erase_word_right:
            view.run_command(command);
            prompt.typed(0);
            return true;
        case indent:
        case dedent:
        case toggle_comment:
        case move_lines_up:
        case move_lines_down:
        case duplicate: help.close(); return false;
        default: return false;
    }
}

}  // namespace gimbal::console
