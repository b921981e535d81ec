// Runs the whole script in its own namespace, or a part of it in the namespace of the console in front.
#pragma once
#include <map>
#include <string>

#include "app/app_context.h"
#include "app/panels/editor/open_script.h"
#include "gimbal/console/text_pane.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.
class ScriptRuns {
public:
    ScriptRuns(AppContext& context, console::TextPane& text, const OpenScript& script,
               const console::ConsoleSet& consoles)
        : context_(context),
          text_(text),
          script_(script),
          consoles_(consoles) {}

    void run();             // the text as shown, in a new namespace
    void run_saved();       // the same after another program has saved the file; replaces such a run that waits
    void run_in_console();  // the text, with the names of the console in front
    void run_cell();        // the cell at the caret, with those names; moves the caret to the next cell
    void run_selection();   // the selection, or else the statement at the caret
    // Marks the line of an error in a run of this file or of a part of it.
    void handle(const console::ConsoleEvent& event, ImU32 error_ground);

private:
    struct RunOfText {
        std::string name, text;  // the file's name in tracebacks; the text at the start of the run
        std::uint64_t revision = 0;
        bool whole = false;
    };
    std::string run_name() const;  // the file's name in tracebacks
    void run_part(const console::CodePart& part);
    void began(console::RunId run, bool whole);
    void remember(console::RunId run, bool whole);
    void mark_error(const console::Traceback& error, const RunOfText& run, ImU32 ground);

    AppContext& context_;
    console::TextPane& text_;
    const OpenScript& script_;
    const console::ConsoleSet& consoles_;
    std::map<console::RunId, RunOfText> runs_;  // that have not ended, by id
    console::RunId saved_run_ = 0;              // the last one of run_saved()
};

}  // namespace gimbal::app
