// The command palette and the dialog of a command's parameters.
#include "app/panels/palette/palette.h"

#include "app/panels/dialogs/command_dialog.h"
#include "tests/panels/panels_fixture.h"

namespace gimbal::app::test {
namespace {

// A command of a script whose calls are recorded.
struct ScriptCommand {
    std::vector<document::Arguments> calls;
    document::Command command(std::string name, std::string label, std::vector<document::Parameter> parameters) {
        document::Command made{.name = std::move(name), .label = std::move(label), .doc = "Made by a script."};
        made.parameters = std::move(parameters);
        made.start = [this](document::CommandCall call, document::CommandEnd ended) {
            calls.push_back(call.arguments);
            auto job = std::make_shared<document::Job>("test");
            job->run([](document::Job&) {});
            if (ended) ended({document::CommandResult::Outcome::done, {}});
            return job;
        };
        return made;
    }
};

document::Parameter number(const char* name, double usual, double low, double high) {
    return {.name = name, .doc = "a number", .default_value = usual, .low = low, .high = high};
}

struct PaletteShown : PanelsWithoutWindow {
    FileBrowser browser{context};
    SceneFiles scene_files{context, browser};
    console::ConsoleSet console{context.engine, {}, {}};
    ScriptEditorPanel editor{context, browser, console};
    InfoPanel info{context};
    Notifications notifications;
    Palette palette{context, {editor, info, browser, scene_files, console, notifications}};
    CommandDialog dialog{context, browser};
    ScriptCommand script;
    PaletteShown() {
        window_commands.add({.name = "text.larger", .label = "Larger text", .perform = [this] { ++larger; }});
        show = [this] {
            dialog.draw(style);
            palette.draw(style);
            browser.draw(style);
        };
        frame();
    }
    void open() {
        palette.show();
        frames(2);
    }
    int larger = 0;
};

}  // namespace

TEST_CASE_FIXTURE(PaletteShown, "typing narrows the list, and Enter starts the marked command") {
    open();
    imgui_type("larg");
    frame();
    CHECK(contains(palette.rows(), "> Text  Larger text  Ctrl-+"));
    CHECK_FALSE(contains(palette.rows(), "Smooth"));
    imgui_key(key::enter);
    frame();
    CHECK(larger == 1);
    CHECK_FALSE(palette.is_open());
}

TEST_CASE_FIXTURE(PaletteShown, "a command that cannot run says why when it is chosen") {
    open();
    imgui_type("smooth");
    frame();
    CHECK(contains(palette.rows(), "Mesh  Smooth  (Select an object first)"));
    imgui_key(key::enter);
    frame();
    CHECK(contains(notes, "Select an object first"));
}

TEST_CASE_FIXTURE(PaletteShown, "Down marks the next entry, and Escape closes the palette") {
    open();
    const std::string first = palette.rows().at(2), second = palette.rows().at(3);
    CHECK(first.starts_with("> "));
    imgui_key(key::down);
    frame();
    CHECK(palette.rows().at(3) == "> " + second);
    imgui_key(key::up);
    imgui_key(key::up);
    frame();
    CHECK(palette.rows().at(2) == first);
    imgui_key(key::escape);
    frame();
    CHECK_FALSE(palette.is_open());
}

TEST_CASE_FIXTURE(PaletteShown, "objects and primitives are found by name") {
    add("torus");
    document.rename(document.find("torus"), "left wheel");
    open();
    imgui_type("left wh");
    frame();
    CHECK(contains(palette.rows(), "> Object  left wheel"));
    imgui_key(key::enter);
    frame();
    CHECK(document.selection().size() == 1);
    open();
    imgui_type("add cyl");
    frame();
    imgui_key(key::enter);
    frame();
    CHECK(document.find("cylinder"));
}

TEST_CASE_FIXTURE(PaletteShown, "letters that nothing has leave a sentence, and Enter does nothing") {
    open();
    imgui_type("zzzqqq");
    frame();
    CHECK(contains(palette.rows(), "Nothing has a name with these letters."));
    imgui_key(key::enter);
    frame();
    CHECK(palette.is_open());
}

TEST_CASE_FIXTURE(PaletteShown, "a script's command with parameters asks for them in its dialog") {
    commands.add(script.command("mesh.cleanup", "Clean up", {number("distance", 0.5, 0, 1)}));
    open();
    imgui_type("clean");
    frame();
    imgui_key(key::enter);
    frame();
    CHECK(contains(forms, "mesh.cleanup"));
    CHECK(script.calls.empty());
}

TEST_CASE_FIXTURE(PaletteShown, "the dialog shows a field for each parameter and runs the command with their values") {
    document::Parameter mode{.name = "mode", .doc = "how", .default_value = std::string("fast")};
    mode.choices = {"fast", "good"};
    document::Parameter thing{.name = "thing", .doc = "an object", .required = true};
    thing.kind = document::TextKind::object;
    add("cube");
    const document::ObjectId cube = document.find("cube");
    document.select({&cube, 1});
    commands.add(script.command("mesh.cleanup", "Clean up", {number("distance", 0.5, 0, 1), mode, thing}));
    dialog.show(commands.find("mesh.cleanup"));
    frames(3);
    CHECK(dialog.rows() ==
          std::vector<std::string>{"Clean up", "Distance  0.50", "Mode  fast", "Thing  cube", "[Run]", "[Cancel]"});
    imgui_key(key::tab);  // the number has the keyboard
    frame();
    imgui_key(key::down);
    frame();
    CHECK(contains(dialog.rows(), "Mode  good"));
    imgui_key(key::enter);
    frames(2);
    CHECK_FALSE(dialog.is_open());
    REQUIRE(script.calls.size() == 1);
    CHECK(std::get<std::string>(script.calls[0].at("mode")) == "good");
    CHECK(std::get<std::string>(script.calls[0].at("thing")) == "cube");
    CHECK(contains(echoed, "gimbal.ops.mesh.cleanup(mode='good', thing='cube')"));
}

TEST_CASE_FIXTURE(PaletteShown, "a dialog whose argument is wrong stays open and says why") {
    add("cube");
    dialog.show(commands.find("object.rename"));
    frames(3);
    imgui_key(key::enter);
    frames(2);
    CHECK(dialog.is_open());
    CAPTURE(joined(dialog.rows()));
    CHECK(contains(dialog.rows(), "Fill in new_name: its new name"));
    imgui_key(key::escape);
    frames(2);
    CHECK_FALSE(dialog.is_open());
}

}  // namespace gimbal::app::test
