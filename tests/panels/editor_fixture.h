// The script editor with a real engine, recording the events of its runs.
#pragma once
#include "app/panels/editor/script_editor.h"
#include "app/panels/files/file_browser.h"
#include "tests/panels/panels_fixture.h"

namespace gimbal::app::test {

struct EditorShown : PanelsWithoutWindow {
    FileBrowser browser{context};
    console::ConsoleSet consoles{context.engine, {}, {}};
    ScriptEditorPanel editor{context, browser, consoles};
    OpenScript& script = editor.script();
    std::vector<InputEvent> input;
    std::optional<console::RunEnded> ended;  // the last run
    std::size_t ends = 0;
    std::vector<std::string> titles;  // of the runs that have started
    std::string output;
    EditorShown() {
        show = [this] {
            editor.draw({782, 32, 500, 700}, style, input, true, now);
            script.question().draw(style);
            browser.draw(style);
            input.clear();
        };
        told = [this](const console::ConsoleEvent& event) {
            editor.handle(event);
            if (const auto* started = std::get_if<console::RunStarted>(&event)) titles.push_back(started->title);
            if (const auto* text = std::get_if<console::OutputText>(&event)) read(*text);
            if (const auto* end = std::get_if<console::RunEnded>(&event)) {
                ended = *end;
                ++ends;
            }
        };
        frame();
    }
    void type(const std::string& text) {
        for (char c : text) {
            InputEvent event;
            event.kind = InputEvent::Kind::text;
            event.code = c;
            input.push_back(event);
        }
        frame();
    }
    void read(const console::OutputText& text) {
        std::uint64_t dropped = 0;
        for (const console::TextPiece& piece : text.block->take(dropped)) output += piece.text;
    }
    bool wait_for_ends(std::size_t count) {
        return wait_until([&] { return ends >= count; });
    }
    std::string row_with(const std::string& wanted) {
        frame();
        for (const std::string& row : editor.rows())
            if (row.find(wanted) != std::string::npos) return row;
        return "(none)";
    }
    void press_key(int code, int mods) {
        input = {key_event(code, mods)};
        frame();
        frame();
    }
};

}  // namespace gimbal::app::test
