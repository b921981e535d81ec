#include "app/panels/menus/key_table.h"
#include "app/panels/menus/menu_bar.h"
#include "gimbal/console/key_map.h"
#include "tests/panels/panels_fixture.h"

namespace gimbal::app::test {

struct MenuShown : PanelsWithoutWindow {
    FileBrowser browser{context};
    SceneFiles scene_files{context, browser};
    console::ConsoleSet console{context.engine, {}, {}};
    ScriptEditorPanel editor{context, browser, console};
    InfoPanel info{context};
    Notifications notifications;
    MenuBar menu{context, {editor, info, browser, scene_files, console, notifications}};
    MenuShown() {
        show = [this] {
            menu.draw({0, 0, 1600, 30}, style);
            browser.draw(style);
        };
        frame();
    }
    // Clicks along the bar until a menu with this row is open.
    bool open_menu_with(const std::string& row) {
        for (float x = 20; x < 600; x += 25) {
            click(x, 15);
            if (contains(menu.rows(), row)) return true;
            click(800, 600);  // closes it
        }
        return false;
    }
    bool press(int code, int mods) {
        const bool taken = menu.handle_key(key_event(code, mods));
        frames(3);
        return taken;
    }
};

TEST_CASE_FIXTURE(MenuShown, "the bar shows the file name and the Python version once both are known") {
    CHECK(menu.rows() == std::vector<std::string>{"Python is starting"});
    document.report_saved("/data/bunny.obj");
    menu.handle(console::EngineReady{"3.11.2 (main, Apr)", "/usr/lib/libpython3.11.so", "/usr/bin/python3"});
    frame();
    CHECK(menu.rows() == std::vector<std::string>{"bunny.obj  \xC2\xB7  Python 3.11.2"});
}

TEST_CASE_FIXTURE(MenuShown, "menu items show their keys, and disabled items show the reason") {
    REQUIRE(open_menu_with("Open mesh"));
    CHECK(contains(menu.rows(), "Open mesh\xE2\x80\xA6  Ctrl-O"));
    CHECK(contains(menu.rows(), "Save mesh\xE2\x80\xA6  Ctrl-Shift-E  (The scene is empty)"));
    CHECK(contains(menu.rows(), "Quit  Ctrl-Q"));
    click(800, 600);
    REQUIRE(open_menu_with("Smooth"));
    const std::string reason = commands.find("mesh.smooth")->reason(*document.snapshot());
    CHECK(contains(menu.rows(), "Smooth  (" + reason + ")"));
}

TEST_CASE_FIXTURE(MenuShown,
                  "a plug-in's entry appears in the menu it names, or in Plug-ins if there is no such menu") {
    menu.set_entries({{1, "report", "Mesh", "Report of the selection"}, {2, "turntable", "Pictures", "Turntable"}});
    REQUIRE(open_menu_with("Smooth"));
    CHECK(contains(menu.rows(), "Report of the selection"));
    CHECK_FALSE(contains(menu.rows(), "Turntable"));
    click(800, 600);
    REQUIRE(open_menu_with("Plug-ins\xE2\x80\xA6"));
    CHECK_FALSE(contains(menu.rows(), "Report of the selection"));
    CHECK(contains(menu.rows(), "Pictures"));
    CHECK(contains(menu.rows(), "Turntable"));
}

TEST_CASE_FIXTURE(MenuShown, "F1 opens Help > Keys with every key of the window and of the text views") {
    CHECK(press(key::f1, 0));
    CHECK(menu.dialog_open());
    const auto rows = menu.rows();
    for (const CommandKey& row : key_table.all())
        CHECK_MESSAGE(contains(rows, std::string(row.keys) + "  " + std::string(row.doc)), row.doc);
    for (const console::KeyBinding& binding : console::key_bindings())
        CHECK_MESSAGE(contains(rows, std::string(binding.keys) + "  " + std::string(binding.label)), binding.label);
    imgui_type("wireframe");  // the field has the keyboard focus when the dialog opens
    frame();
    CHECK(contains(menu.rows(), "Wireframe or shaded"));
    CHECK_FALSE(contains(menu.rows(), "Frame all"));
    imgui_key(key::escape);  // the first Escape clears the field, the second closes the dialog
    imgui_key(key::escape);
    frame();
    CHECK_FALSE(menu.dialog_open());
}

TEST_CASE_FIXTURE(MenuShown, "F10 opens the menus; Left and Right move between them and wrap round") {
    CHECK(press(key::f10, 0));
    CHECK(contains(menu.rows(), "Open mesh"));
    imgui_key(key::right);
    CHECK(contains(menu.rows(), "Undo"));
    imgui_key(key::left);
    imgui_key(key::left);
    CHECK(contains(menu.rows(), "About Gimbal"));
    imgui_key(key::left);
    CHECK(contains(menu.rows(), "Keys  F1"));
}

TEST_CASE_FIXTURE(MenuShown, "Ctrl-Z undoes in the scene only while no text panel has the keyboard focus") {
    add("torus");
    run_command("object.add", {{"kind", std::string("cube")}});
    REQUIRE(document.object_count() == 2);
    focus = "editor";
    CHECK_FALSE(press(key::letter('Z'), key::control));
    CHECK(document.object_count() == 2);
    focus = "outliner";
    CHECK(press(key::letter('Z'), key::control));
    CHECK(document.object_count() == 1);
    CHECK(press(key::letter('Z'), key::control | key::shift));
    CHECK(document.object_count() == 2);
    CHECK(press(key::letter('Z'), key::control));
    CHECK(press(key::letter('Y'), key::control));
    CHECK(document.object_count() == 2);
}

TEST_CASE_FIXTURE(MenuShown, "Delete removes the selected objects only while the 3D view has the keyboard focus") {
    const auto id = add("torus");
    document.select({&id, 1});
    focus = "console";
    CHECK_FALSE(press(key::del, 0));
    CHECK_FALSE(press(key::letter('X'), 0));
    focus = "view";
    CHECK(press(key::del, 0));
    CHECK(document.object_count() == 0);
}

TEST_CASE_FIXTURE(MenuShown, "Ctrl-O opens the file browser, Ctrl-Q requests quit, other keys are left to the panel") {
    CHECK(press(key::letter('O'), key::control));
    CHECK(browser.is_open());
    CHECK(contains(browser.rows(), "Open mesh"));
    browser.close();
    CHECK(press(key::letter('Q'), key::control));
    CHECK(quits == 1);
    CHECK_FALSE(press(key::letter('Q'), 0));
    CHECK_FALSE(press(key::letter('C'), key::control));
}

TEST_CASE_FIXTURE(MenuShown, "the plug-in list shows state, version, summary and the last line of the error") {
    menu.set_plugins({{"turntable", "Turntable", "1.2", "Pictures all round.", "/plugins/turntable", "", true},
                      {"broken", "Broken", "0.1", "Does not start.", "/plugins/broken",
                       "Traceback:\n  File\nNameError: x\n", false}});
    REQUIRE(open_menu_with("Plug-ins\xE2\x80\xA6"));
    for (float y = 34; y < 70 && !menu.dialog_open(); y += 6) click(410, y);
    for (float x = 300; x < 460 && !menu.dialog_open(); x += 20) click(x, 48);
    REQUIRE(menu.dialog_open());
    const auto rows = menu.rows();
    CHECK(contains(rows, "> Turntable  1.2  on"));
    imgui_key(key::down);
    CHECK(contains(menu.rows(), "> Broken  0.1  off"));
    imgui_key(key::down);
    CHECK(contains(menu.rows(), "> Broken  0.1  off"));
    CHECK(contains(rows, "Broken  0.1  off"));
    CHECK(contains(rows, "Error: NameError: x"));
    CHECK(contains(rows, "/plugins/broken"));
}

TEST_CASE_FIXTURE(MenuShown, "quitting with an unsaved script asks first") {
    bool went_on = false;
    editor.script().ask_unsaved_then([&] { went_on = true; });
    CHECK(went_on);  // there is no unsaved text, so it is called at once
}

TEST_CASE_FIXTURE(MenuShown, "every key in the table belongs to a command that exists, and menus show that key") {
    for (const CommandKey& row : key_table.all())
        if (!row.command.empty()) CHECK_NOTHROW_MESSAGE(window_commands.at(row.command), row.command);
    REQUIRE(open_menu_with("Frame all"));
    for (const char* row : {"Wireframe  Z", "Front  1", "Larger text  Ctrl-+", "Maximise panel  Double click"})
        CHECK_MESSAGE(contains(menu.rows(), row), row);
}

TEST_CASE_FIXTURE(MenuShown, "a key whose command cannot run now says why") {
    CHECK(press(key::del, 0));
    CHECK(contains(notes, "Select an object first"));
    CHECK(press(key::letter('E'), key::control | key::shift));
    CHECK_FALSE(browser.is_open());
    CHECK(contains(notes, "The scene is empty"));
}

TEST_CASE_FIXTURE(MenuShown, "the keys of the script work whichever panel has the keyboard focus") {
    focus = "editor";
    CHECK_FALSE(press(key::letter('S'), key::control));  // the editor takes it, after the text that was typed before
    for (const char* panel : {"console", "view", "outliner", "info"}) {
        CAPTURE(panel);
        const fs::path file = folder.write("script.py", "x = 1\n");
        REQUIRE(editor.script().open(file));
        editor.text().set_text("y = 2\n");
        focus = panel;
        CHECK(press(key::letter('S'), key::control));
        CHECK(text_of(file) == "y = 2\n");
        CHECK(press(key::letter('N'), key::control));
        CHECK(focus == "editor");
        CHECK(editor.script().path().empty());
    }
    focus = "console";
    CHECK_FALSE(press(key::enter, key::control));  // runs what is typed there
    focus = "view";
    CHECK(press(key::enter, key::control));
}

TEST_CASE_FIXTURE(MenuShown, "a long step has at most 40 characters in the menu") {
    document.begin_step("for i in range(100): gimbal.scene.add('torus', name=f'ring {i}')");
    add("torus");
    document.end_step();
    REQUIRE(open_menu_with("Undo"));
    CHECK(contains(menu.rows(), "Undo for i in range(100): gimbal.scene.add('t\xE2\x80\xA6  Ctrl-Z"));
}

TEST_CASE_FIXTURE(MenuShown, "View > Panels shows and hides panels, with a mark at those that are shown") {
    hidden = {"info"};
    REQUIRE(open_menu_with("Panels"));
    const std::string before = joined(menu.rows());
    CHECK(contains(menu.rows(), "Panels"));
    window_commands.at("panel.show_info")->perform();
    CHECK(panel_shown("info"));
    window_commands.at("panel.show_console")->perform();
    CHECK_FALSE(panel_shown("console"));
    hidden = {"info", "console", "editor", "outliner", "properties"};
    CHECK(window_commands.at("panel.show_view")->reason(*document.snapshot()) == "The last panel stays");
    CHECK(window_commands.at("panel.show_info")->reason(*document.snapshot()) == "");
}

TEST_CASE_FIXTURE(MenuShown, "a key has one name: Help > Keys begins with the words of the menu") {
    for (const CommandKey& row : key_table.all()) {
        if (row.command.empty()) continue;
        std::string label = window_commands.at(row.command)->label;
        if (const std::size_t dots = label.find("\xE2\x80\xA6"); dots != std::string::npos) label.resize(dots);
        CHECK_MESSAGE(row.doc.starts_with(label), label << " / " << row.doc);
    }
}

TEST_CASE_FIXTURE(MenuShown, "About names the version, the licence, Python and the open files") {
    context.version = "1.2.3";
    document.report_saved("/data/bunny.obj");
    menu.handle(console::EngineReady{"3.11.2", "/usr/lib/libpython3.11.so", "/usr/bin/python3"});
    editor.text().set_text("x");
    window_commands.at("help.about")->perform();
    frames(2);
    for (const char* row :
         {"Version  1.2.3", "Licence  MIT", "Python  3.11.2", "Scene  bunny.obj", "Script  untitled.py"})
        CHECK_MESSAGE(contains(menu.rows(), row), row);
}

TEST_CASE_FIXTURE(MenuShown, "the console's tips name the keys that are hard to discover") {
    window_commands.at("help.console_tips")->perform();
    show = [this] { console.draw({0, 454, 780, 420}, style, {}, true, now); };
    frames(3);
    std::string shown;
    for (const console::PanelRow& row : console.front().rows()) shown += row.text + "\n";
    for (const char* word : {"name?", "F4", "Ctrl-R", "# %%", "F8"})
        CHECK_MESSAGE(shown.find(word) != std::string::npos, word);
}

TEST_CASE_FIXTURE(MenuShown, "the Script menu lists the ways to run the script, with their keys") {
    REQUIRE(open_menu_with("Run cell"));
    for (const char* row : {"Run  Ctrl-Enter", "Run in console  F5", "Run cell  Shift-Enter",
                            "Run selection or statement  Ctrl-Shift-Enter"})
        CHECK_MESSAGE(contains(menu.rows(), row), row);
    CHECK(contains(menu.rows(), "Run when saved elsewhere  (The script has no file yet)"));
    REQUIRE(editor.script().open(folder.write("tool.py", "x = 1\n")));
    frame();
    CHECK_FALSE(contains(menu.rows(), "no file yet"));
}

}  // namespace gimbal::app::test
