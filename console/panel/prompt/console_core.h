// The console without anything that draws: the text, and what each event and each command does to it.
#pragma once
#include <filesystem>
#include <string>

#include "gimbal/console/prompt/console_engine.h"
#include "panel/log/console_log.h"
#include "panel/log/console_text.h"
#include "panel/log/queue_lines.h"
#include "panel/prompt/console_prompt.h"
#include "panel/prompt/history_search.h"
#include "panel/prompt/typing_help.h"
#include "text/edit/text_editor.h"

namespace gimbal::console {

// ConsolePanel draws it with Dear ImGui, ConsoleModel hands it to a host. Thread: UI.   GIL: never.
struct ConsoleCore {
    struct Options {
        std::filesystem::path history_file;
        std::string banner;
        std::size_t scrollback_lines = 100000;
        bool complete_as_typed = true;
        bool folds = true;  // long results and the values of loops are folded
    };
    ConsoleCore(ConsoleEngine& engine, const Options& options, PromptView& view);

    std::size_t handle(const ConsoleEvent& event);  // returns an estimate of the work in bytes
    bool perform(Command command);                  // false: the prompt has no rule for it
    void before_frame();                            // without frames: after each change

    // --- Typed text, as an EditSurface reports it to its owner.
    bool on_text(char32_t code) { return search.on_text(code); }
    void on_paste(std::string& pasted);
    void on_typed(char32_t code) { prompt.typed(code); }

    ConsoleEngine& engine;
    const RunModel& runs{engine.runs()};
    const std::string banner;
    PromptView& view;
    TextEditor editor;
    ConsoleLog log;
    ConsoleText text{log.scrollback(), log.folds(), editor.buffer()};
    ConsoleQueue queue{runs};
    RemovedRuns removed;
    TypingHelp help;
    ConsolePrompt prompt;
    HistorySearch search{prompt, text, editor, view};

private:
    void report_removed_runs();
    void start(const EngineReady& ready);
};

}  // namespace gimbal::console
