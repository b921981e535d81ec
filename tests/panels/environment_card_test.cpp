#include "app/panels/dialogs/environment_card.h"

#include "app/panels/files/file_browser.h"
#include "tests/panels/panels_fixture.h"

namespace gimbal::app::test {

struct CardShown : PanelsWithoutWindow {
    FileBrowser browser{context};
    EnvironmentCard card{context, browser};
    CardShown() {
        show = [this] {
            card.question().draw(style);
            browser.draw(style);
        };
        card.set_python({"3.11.2", "/usr/lib/libpython3.11.so", "/usr/bin/python3", "/usr"});
        fs::create_directories(folder.path / "old");
        folder.write("old/pyvenv.cfg", "version = 3.2.1\n");
    }
    std::string words() const { return joined(card.question().rows()); }
    void open() {
        card.show();
        frames(3);
    }
    void choose(const fs::path& path) {
        imgui_key(key::enter);  // "Choose…" is the first button
        REQUIRE(
            wait_until([&] { return browser.is_open() && contains(browser.rows(), "Choose a virtual environment"); }));
        frames(3);
        imgui_type(path.string());
        imgui_key(key::enter);
    }
};

TEST_CASE_FIXTURE(CardShown, "the card says which Python is used and who names the environment") {
    open();
    CHECK(contains(card.question().rows(), "Python 3.11.2 uses no virtual environment, but the base in /usr."));
    CHECK_FALSE(contains(card.question().rows(), "Use the base"));
    CHECK_FALSE(contains(card.question().rows(), "Restart Python"));
    context.environment = {{"VIRTUAL_ENV", "/home/me/venv"}, ""};
    open();
    CHECK(contains(card.question().rows(), "uses the virtual environment /home/me/venv, which VIRTUAL_ENV names."));
    context.environment.problem = "there is no such folder";
    open();
    CHECK(contains(card.question().rows(), "/home/me/venv of VIRTUAL_ENV cannot be used: there is no such folder.\n"
                                           "Python 3.11.2 uses the base in /usr."));
}

TEST_CASE_FIXTURE(CardShown, "an environment of another version is refused with both numbers and not kept") {
    open();
    choose(folder.path / "old");
    REQUIRE(wait_until([&] { return words().find("cannot be used") != std::string::npos; }));
    CHECK(words().find("made by Python 3.2.1, and this program has Python 3.") != std::string::npos);
    CHECK(settings.text("python_environment") == "");
}

TEST_CASE_FIXTURE(CardShown, "a folder without pyvenv.cfg is opened and not chosen") {
    fs::create_directories(folder.path / "plain" / "inside");
    open();
    choose(folder.path / "plain");
    REQUIRE(wait_until([&] { return contains(browser.rows(), "inside"); }));
    CHECK(browser.is_open());
}

TEST_CASE_FIXTURE(CardShown, "the base is chosen for the next start, and Restart Python uses the settings") {
    context.environment = {{"the settings", "/home/me/venv"}, ""};
    settings.set_text("python_environment", "/home/me/venv");
    open();
    imgui_key(key::right);
    REQUIRE(contains(card.question().rows(), "> [Use the base]"));
    imgui_key(key::enter);
    frames(3);
    CHECK(settings.text("python_environment") == "");
    CHECK(contains(card.question().rows(), "Restart Python to use the base."));
    imgui_key(key::enter);  // the first button
    CHECK(restarts_with_settings == 1);
    CHECK(restarts == 0);
}

}  // namespace gimbal::app::test
