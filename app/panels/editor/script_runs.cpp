// Starts the runs, and finds the line of an error in the text as it is now.
#include "app/panels/editor/script_runs.h"

#include <algorithm>

#include "app/panels/editor/traceback_line.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

namespace {

constexpr const char* unnamed = "<script>";

std::string lines_shown(console::LineSpan lines) {
    const std::string first = std::to_string(lines.first + 1);
    return lines.first == lines.last ? "line " + first : "lines " + first + "-" + std::to_string(lines.last + 1);
}

std::string_view line_of(std::string_view text, std::size_t number) {
    for (; number > 0; --number) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) return {};
        text.remove_prefix(end + 1);
    }
    return text.substr(0, text.find('\n'));
}

// Returns where a line of the text that ran is now, or 0 if an edit has made that uncertain.
int line_now(const std::string& then, const std::string& now, int line) {
    const auto added = std::count(now.begin(), now.end(), '\n') - std::count(then.begin(), then.end(), '\n');
    const std::string_view wanted = line_of(then, static_cast<std::size_t>(line - 1));
    for (const int place : {line, line + static_cast<int>(added)})
        if (place > 0 && !wanted.empty() && line_of(now, static_cast<std::size_t>(place - 1)) == wanted) return place;
    return 0;
}

}  // namespace

std::string ScriptRuns::run_name() const { return script_.path().empty() ? unnamed : script_.path().string(); }

void ScriptRuns::began(console::RunId run, bool whole) {
    text_.mark_line(0, 0);
    remember(run, whole);
}

void ScriptRuns::remember(console::RunId run, bool whole) {
    runs_[run] = {run_name(), text_.text(), text_.revision(), whole};
}

void ScriptRuns::run() {
    GIMBAL_ON(ui);
    // Runs the text and not the file, because another program may have changed the file.
    began(context_.engine.submit_source(text_.text(), run_name()), true);
}

// The text was read from the file just now. The file may change again before the run starts or shows a traceback.
void ScriptRuns::run_saved() {
    GIMBAL_ON(ui);
    context_.engine.remove_queued(saved_run_);
    run();
    saved_run_ = runs_.rbegin()->first;
}

void ScriptRuns::run_part(const console::CodePart& part) {
    if (part.empty()) return;
    began(context_.engine.submit_cell(part.source, {.console = consoles_.front_id(),
                                                    .file_name = run_name(),
                                                    .first_line = static_cast<int>(part.lines.first) + 1,
                                                    .whole_file = text_.text_around(part),
                                                    .title = script_.file_name() + ", " + lines_shown(part.lines)}),
          false);
}

void ScriptRuns::run_in_console() {
    GIMBAL_ON(ui);
    began(context_.engine.submit_cell(text_.text(), {.console = consoles_.front_id(),
                                                     .file_name = run_name(),
                                                     .whole_file = text_.text(),
                                                     .title = script_.file_name() + " in the console"}),
          true);
}

void ScriptRuns::run_cell() {
    GIMBAL_ON(ui);
    const console::CodePart cell = text_.cell();
    run_part(cell);
    text_.advance_past(cell);
}

void ScriptRuns::run_selection() {
    GIMBAL_ON(ui);
    const bool selected = text_.has_selection();
    const console::CodePart part = text_.selection_or_statement();
    run_part(part);
    if (!selected) text_.advance_past(part);
}

void ScriptRuns::handle(const console::ConsoleEvent& event, ImU32 error_ground) {
    GIMBAL_ON(ui);
    if (const auto* removed = std::get_if<console::RunRemoved>(&event)) runs_.erase(removed->run);
    const auto* ended = std::get_if<console::RunEnded>(&event);
    if (!ended) return;
    const auto run = runs_.extract(ended->run);
    if (!run.empty() && ended->state == console::RunState::failed) mark_error(ended->error, run.mapped(), error_ground);
}

// The caret moves to the line only after a run of the whole text, and only if the text has not changed since.
void ScriptRuns::mark_error(const console::Traceback& error, const RunOfText& run, ImU32 ground) {
    int line = run.name == run_name() ? line_in_file(error, run.name) : 0;
    const bool edited = text_.revision() != run.revision;
    if (line > 0 && edited) line = line_now(run.text, text_.text(), line);
    if (line <= 0) return;
    if (run.whole && !edited) text_.go_to_line(line);
    text_.mark_line(line, ground, error.type + (error.message.empty() ? "" : ": " + error.message));
}

}  // namespace gimbal::app
