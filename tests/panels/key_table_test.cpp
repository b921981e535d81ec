// Keys of the program, of scripts and of the user in one table.
#include "app/panels/menus/key_table.h"

#include <algorithm>

#include "tests/panels/panels_fixture.h"

namespace gimbal::app::test {
namespace {

constexpr int control = key::control, shift = key::shift, alt = key::alt;

document::Command command_with(const char* name, const char* label, const char* keys) {
    document::Command command{.name = name, .label = label, .doc = "Does it."};
    command.keys = keys;
    command.start = [](document::CommandCall, document::CommandEnd) { return document::JobPtr(); };
    return command;
}

InputEvent pressed(int code, int mods) {
    InputEvent event;
    event.code = code;
    event.mods = mods;
    return event;
}

struct Keys {
    document::CommandRegistry commands;
    KeyTable keys{commands};
    TemporaryFolder folder;
};

}  // namespace

TEST_CASE("keys are read in any case, with modifiers in any order") {
    CHECK(parse_keys("Ctrl-Alt-K") == KeyChord{'K', control | alt});
    CHECK(parse_keys("alt-ctrl-k") == KeyChord{'K', control | alt});
    CHECK(parse_keys("F7") == KeyChord{key::f1 + 6, 0});
    CHECK(parse_keys("Shift-F12") == KeyChord{key::f1 + 11, shift});
    CHECK(parse_keys("Ctrl--") == KeyChord{'-', control});
    CHECK(parse_keys("Ctrl-Delete") == KeyChord{key::del, control});
    for (const char* wrong : {"", "Ctrl-", "Hyper-K", "F13", "F0", "Ctrl-Alt-Foo", "\xC3\xA9"}) {
        CAPTURE(wrong);
        CHECK_THROWS_WITH_AS(parse_keys(wrong), doctest::Contains("write it as"), std::invalid_argument);
    }
}

TEST_CASE_FIXTURE(Keys, "a script's key starts its command, and is gone with it") {
    commands.add(command_with("mesh.cleanup", "Clean up", "Ctrl-Alt-L"));
    CHECK(keys.command_of(pressed('L', control | alt), "console") == "mesh.cleanup");
    CHECK(keys.keys_of("mesh.cleanup") == "Ctrl-Alt-L");
    CHECK(std::ranges::any_of(keys.all(), [](const CommandKey& row) { return row.doc == "Clean up"; }));
    commands.remove("mesh.cleanup");
    CHECK(keys.command_of(pressed('L', control | alt), "console").empty());
}

TEST_CASE_FIXTURE(Keys, "a script's key without Ctrl or Alt works only in the 3D view, where nobody types") {
    commands.add(command_with("mesh.cleanup", "Clean up", "K"));
    CHECK(keys.command_of(pressed('K', 0), "view") == "mesh.cleanup");
    CHECK(keys.command_of(pressed('K', 0), "console").empty());
    CHECK(keys.command_of(pressed('K', 0), "outliner").empty());
}

TEST_CASE_FIXTURE(Keys, "a key that is taken stays where it was, and the conflict is named once") {
    commands.add(command_with("mesh.cleanup", "Clean up", "Ctrl-Q"));
    commands.add(command_with("mesh.copying", "Copying", "Ctrl-C"));
    commands.add(command_with("mesh.odd", "Odd", "Ctrl-Foo"));
    CHECK(keys.command_of(pressed('Q', control), "console") == "window.quit");
    CHECK(keys.command_of(pressed('C', control), "console").empty());
    CHECK(keys.keys_of("mesh.cleanup").empty());
    const std::vector<std::string> problems = keys.take_problems();
    REQUIRE(problems.size() == 3);
    CHECK(problems[0] == "The key Ctrl-Q of Clean up is taken by Quit. keymap.toml in the user folder can give it "
                         "another one.");
    CHECK(problems[1].starts_with("The key Ctrl-C of Copying is taken by the texts."));
    CHECK(problems[2].starts_with("Keys of Odd: there is no key 'Ctrl-Foo'"));
    CHECK(keys.take_problems().empty());
}

TEST_CASE_FIXTURE(Keys, "keymap.toml gives commands other keys, and takes them from others") {
    commands.add(command_with("mesh.cleanup", "Clean up", "Ctrl-Alt-L"));
    keys.set_user_keys(
        read_keymap(folder.write("keymap.toml", "[keys]\n\"mesh.smooth\" = [\"Ctrl-Alt-M\", \"F9\"]\n"
                                                "\"mesh.cleanup\" = \"Ctrl-Q\"\n\"help.keys\" = \"\"\n")));
    CHECK(keys.command_of(pressed('M', control | alt), "console") == "mesh.smooth");
    CHECK(keys.command_of(pressed(key::f1 + 8, 0), "view") == "mesh.smooth");
    CHECK(keys.command_of(pressed('Q', control), "view") == "mesh.cleanup");
    CHECK(keys.command_of(pressed('L', control | alt), "view").empty());
    CHECK(keys.command_of(pressed(key::f1, 0), "view").empty());
    CHECK(keys.keys_of("window.quit").empty());
    CHECK(keys.take_problems().empty());
}

TEST_CASE_FIXTURE(Keys, "a keymap that cannot be read says why and where") {
    CHECK(read_keymap(folder.path / "none.toml").empty());
    CHECK(read_keymap(folder.write("other.toml", "[colours]\nx = 1\n")).empty());
    CHECK_THROWS_WITH_AS(read_keymap(folder.write("bad.toml", "[keys]\n\"a\" = \n")),
                         doctest::Contains("bad.toml, line 2"), std::runtime_error);
    CHECK_THROWS_WITH_AS(read_keymap(folder.write("number.toml", "[keys]\n\"mesh.smooth\" = 3\n")),
                         doctest::Contains("the keys of mesh.smooth must be a text"), std::runtime_error);
}

}  // namespace gimbal::app::test
