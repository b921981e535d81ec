// Running the whole script in its own namespace, or a part of it in the namespace of the console in front.
#include <algorithm>
#include <filesystem>

#include "app/panels/editor/script_editor_state.h"
#include "app/panels/editor/traceback_line.h"

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

// The present number of a line of the text that was run, or 0 if an edit made that uncertain.
int line_now(const std::string& then, const std::string& now, int line) {
    const auto added = std::count(now.begin(), now.end(), '\n') - std::count(then.begin(), then.end(), '\n');
    const std::string_view wanted = line_of(then, static_cast<std::size_t>(line - 1));
    for (const int place : {line, line + static_cast<int>(added)})
        if (place > 0 && !wanted.empty() && line_of(now, static_cast<std::size_t>(place - 1)) == wanted) return place;
    return 0;
}

}  // namespace

std::string ScriptEditorPanel::State::run_name() const { return path.empty() ? unnamed : path.string(); }

void ScriptEditorPanel::State::began(console::RunId run, bool whole) {
    pane.mark_line(0, 0);
    remember(run, whole);
}

void ScriptEditorPanel::State::remember(console::RunId run, bool whole) {
    runs[run] = {run_name(), pane.text(), pane.revision(), whole};
}

void ScriptEditorPanel::State::run_whole() {
    const bool as_on_disk = !path.empty() && !modified();
    began(as_on_disk ? context.engine.submit_file(path) : context.engine.submit_source(pane.text(), run_name()), true);
}

// At most one run of the saved file waits. It reads the file when it starts.
void ScriptEditorPanel::State::run_saved() {
    const console::RunStatus* last = context.engine.runs().find(saved_run);
    const bool waits = runs.contains(saved_run) && (!last || last->state == console::RunState::queued);
    if (waits) return remember(saved_run, true);
    saved_run = context.engine.submit_file(path);
    began(saved_run, true);
}

void ScriptEditorPanel::State::run_part(const console::CodePart& part) {
    if (part.empty()) return;
    console::CellOptions options;
    options.console = console();
    options.file_name = run_name();
    options.first_line = static_cast<int>(part.lines.first) + 1;
    options.whole_file = pane.text_around(part);
    options.title = file_name() + ", " + lines_shown(part.lines);
    began(context.engine.submit_cell(part.source, std::move(options)), false);
}

void ScriptEditorPanel::State::run_in_console() {
    console::CellOptions options;
    options.console = console();
    options.file_name = run_name();
    options.whole_file = pane.text();
    options.title = file_name() + " in the console";
    began(context.engine.submit_cell(pane.text(), std::move(options)), true);
}

void ScriptEditorPanel::State::handle(const console::ConsoleEvent& event) {
    pane.handle(event);
    if (const auto* removed = std::get_if<console::RunRemoved>(&event)) runs.erase(removed->run);
    const auto* ended = std::get_if<console::RunEnded>(&event);
    if (!ended) return;
    const auto run = runs.extract(ended->run);
    if (!run.empty() && ended->state == console::RunState::failed) mark_error(ended->error, run.mapped());
}

// The caret moves to the line only after a run of the whole text, and only if the text has not changed since.
void ScriptEditorPanel::State::mark_error(const console::Traceback& error, const RunOfText& run) {
    int line = run.name == run_name() ? line_in_file(error, run.name) : 0;
    const bool edited = pane.revision() != run.revision;
    if (line > 0 && edited) line = line_now(run.text, pane.text(), line);
    if (line <= 0) return;
    if (run.whole && !edited) pane.go_to_line(line);
    pane.mark_line(line, error_ground, error.type + (error.message.empty() ? "" : ": " + error.message));
}

}  // namespace gimbal::app
