// Settings that are kept between sessions.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/settings.h"
#include "tests/support/full_disk.h"

using gimbal::app::Settings;
using gimbal::app::SettingsContent;
using gimbal::app::write_settings;

namespace {

struct Folder {
    std::filesystem::path path = std::filesystem::temp_directory_path() /
                                 ("gimbal-settings-" + std::to_string(::getpid()));
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
    std::filesystem::path settings() const { return path / "deeper" / "settings.toml"; }
};

}  // namespace

TEST_CASE("numbers and recent files are read back") {
    Folder folder;
    {
        Settings settings(folder.settings());
        settings.set_number("layout.left", 0.25);
        settings.add_recent_file("/a \"quoted\" name.obj");
        settings.add_recent_file("/b.obj");
        settings.add_recent_file("/a \"quoted\" name.obj");
        CHECK(settings.save() == "");
    }
    const Settings settings(folder.settings());
    CHECK(settings.problem().empty());
    CHECK(settings.number("layout.left", 0) == 0.25);
    CHECK(settings.number("layout.right", 0.5) == 0.5);
    CHECK(settings.recent_files() == std::vector<std::string>{"/a \"quoted\" name.obj", "/b.obj"});
}

TEST_CASE("a text is read back, and two windows change different ones of the settings") {
    Folder folder;
    Settings one(folder.settings()), other(folder.settings());
    one.set_text("python_environment", "/home/a \"b\"/venv");
    CHECK(one.changed());
    CHECK(one.save() == "");
    other.set_number("scale", 2);
    CHECK(other.save() == "");
    const Settings again(folder.settings());
    CHECK(again.text("python_environment") == "/home/a \"b\"/venv");
    CHECK(again.number("scale", 0) == 2);
    CHECK(again.text("none") == "");
    CHECK(gimbal::app::read_setting(folder.settings(), "python_environment") == "/home/a \"b\"/venv");
    CHECK(gimbal::app::read_setting(folder.settings(), "none") == "");
}

TEST_CASE("a recent file whose path is not UTF-8 is left out, and the file stays readable") {
    Folder folder;
    Settings settings(folder.settings());
    settings.add_recent_file("/a.py");
    settings.add_recent_file("/caf\xE9.py");
    CHECK(settings.save() == "");
    const Settings again(folder.settings());
    CHECK(again.problem().empty());
    CHECK(again.recent_files() == std::vector<std::string>{"/a.py"});
}

TEST_CASE("a change is handed out once, and the file explains its keys") {
    Folder folder;
    Settings settings(folder.settings());
    CHECK_FALSE(settings.changed());
    settings.set_number("a", 1);
    CHECK(settings.changed());
    const SettingsContent changes = settings.take_changes();
    CHECK_FALSE(settings.changed());
    CHECK(settings.take_changes().empty());
    CHECK(write_settings(folder.settings(), changes, settings.content()) == "");
    CHECK(Settings(folder.settings()).number("a", 0) == 1);
    std::ifstream file(folder.settings());
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    for (const char* key : {"scale", "text_size", "console_scrollback_lines", "layout.shows_PANEL", "recent_files"})
        CHECK_MESSAGE(text.find(key) != std::string::npos, key);
}

TEST_CASE("two windows with one file each write what they have changed") {
    Folder folder;
    {
        Settings before(folder.settings());
        before.set_number("both", 1);
        before.set_number("old", 1);
        before.add_recent_file("/old");
        CHECK(before.save() == "");
    }
    Settings first(folder.settings()), second(folder.settings());
    first.set_number("first", 1);
    first.set_number("both", 2);
    first.add_recent_file("/first");
    CHECK(first.save() == "");
    second.set_number("second", 1);
    second.set_number("both", 3);
    second.add_recent_file("/second");
    CHECK(second.save() == "");
    first.set_number("first", 5);  // its own state of the other keys is old by now
    CHECK(first.save() == "");
    const Settings after(folder.settings());
    CHECK(after.number("first", 0) == 5);
    CHECK(after.number("second", 0) == 1);
    CHECK(after.number("both", 0) == 3);
    CHECK(after.number("old", 0) == 1);
    CHECK(after.recent_files() == std::vector<std::string>{"/second", "/first", "/old"});
}

TEST_CASE("many processes that write at once lose no setting of each other") {
    Folder folder;
    constexpr int processes = 4, writes = 10;
    std::vector<pid_t> children;
    for (int process = 0; process < processes; ++process) {
        const pid_t child = ::fork();
        if (child == 0) {
            Settings settings(folder.settings());
            bool good = true;
            for (int i = 0; i < writes; ++i) {
                settings.set_number(std::to_string(process) + "-" + std::to_string(i), i);
                good &= settings.save().empty();
            }
            ::_exit(good ? 0 : 1);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = -1;
        REQUIRE(::waitpid(child, &status, 0) == child);
        CHECK(status == 0);
    }
    const Settings after(folder.settings());
    for (int process = 0; process < processes; ++process)
        for (int i = 0; i < writes; ++i)
            CHECK(after.number(std::to_string(process) + "-" + std::to_string(i), -1) == i);
}

TEST_CASE("a file that was damaged or removed meanwhile gets all settings of the window") {
    Folder folder;
    Settings settings(folder.settings());
    settings.set_number("a", 1);
    CHECK(settings.save() == "");
    for (const bool removed : {true, false}) {
        if (removed) std::filesystem::remove(folder.settings());
        else std::ofstream(folder.settings()) << "[numbers\n";
        settings.set_number("b", removed ? 1 : 2);
        CHECK(settings.save() == "");
        CHECK(Settings(folder.settings()).number("a", 0) == 1);
        CHECK(Settings(folder.settings()).number("b", 0) == (removed ? 1 : 2));
    }
}

TEST_CASE("settings that could not be written do not replace newer ones") {
    Folder folder;
    Settings settings(folder.settings());
    settings.set_number("a", 1);
    settings.set_number("b", 1);
    const SettingsContent failed = settings.take_changes();
    settings.set_number("a", 2);
    settings.not_written(failed);
    CHECK(settings.save() == "");
    CHECK(Settings(folder.settings()).number("a", 0) == 2);
    CHECK(Settings(folder.settings()).number("b", 0) == 1);
}

TEST_CASE("a full disk keeps the old settings, and the end tries again") {
    Folder folder;
    Settings settings(folder.settings());
    settings.set_number("a", 1);
    CHECK(settings.save() == "");
    settings.set_number("a", 2);
    {
        const gimbal::test::SmallFiles full(5);
        const SettingsContent changes = settings.take_changes();
        CHECK(write_settings(folder.settings(), changes, settings.content()) != "");
        settings.not_written(changes);
    }
    CHECK(Settings(folder.settings()).number("a", 0) == 1);
    CHECK(settings.save() == "");
    CHECK(Settings(folder.settings()).number("a", 0) == 2);
}

TEST_CASE("a file that does not parse is renamed and reported") {
    Folder folder;
    std::filesystem::create_directories(folder.settings().parent_path());
    std::ofstream(folder.settings()) << "[numbers\nleft = ";
    Settings settings(folder.settings());
    CHECK(settings.problem().find("settings.toml") != std::string::npos);
    CHECK(std::filesystem::exists(folder.settings().string() + ".broken"));
    CHECK(settings.number("layout.left", 0.5) == 0.5);
    settings.set_number("layout.left", 0.3);
    CHECK(settings.save() == "");
    CHECK(std::filesystem::exists(folder.settings()));
}

TEST_CASE("a full disk leaves the old file intact and is reported, and a later save succeeds") {
    Folder folder;
    Settings settings(folder.settings());
    settings.set_number("a", 1);
    CHECK(settings.save() == "");
    settings.set_number("a", 2);
    {
        const gimbal::test::SmallFiles full(5);
        CHECK(settings.save().starts_with("cannot write " + folder.settings().string() + ": "));
        CHECK(Settings(folder.settings()).number("a", 0) == 1);
        CHECK_FALSE(std::filesystem::exists(folder.settings().string() + ".new"));
    }
    CHECK(settings.save() == "");
    CHECK(Settings(folder.settings()).number("a", 0) == 2);
}

TEST_CASE("keys and tables that the window does not know stay in the file") {
    Folder folder;
    std::filesystem::create_directories(folder.settings().parent_path());
    std::ofstream(folder.settings()) << "mine = true\n[numbers]\nscale = 1.5\nword = 'a'\n[other]\na = [1, 'two']\n";
    Settings settings(folder.settings());
    settings.set_number("text_size", 20);
    CHECK(settings.save() == "");
    std::ifstream file(folder.settings());
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    for (const char* line :
         {"mine = true", "scale = 1.5", "text_size = 20", "word = 'a'", "[other]", "a = [ 1, 'two' ]"})
        CHECK_MESSAGE(text.find(line) != std::string::npos, line, " is not in\n", text);
}

TEST_CASE("values of another type are ignored") {
    Folder folder;
    std::filesystem::create_directories(folder.settings().parent_path());
    std::ofstream(folder.settings()) << "recent_files = [1, \"/x.obj\"]\n[numbers]\na = \"word\"\nb = 2\n";
    const Settings settings(folder.settings());
    CHECK(settings.number("a", 7) == 7);
    CHECK(settings.number("b", 7) == 2);
    CHECK(settings.recent_files() == std::vector<std::string>{"/x.obj"});
}

TEST_CASE("a folder that cannot be written is reported, with the consequence and the remedy") {
    Folder folder;
    std::ofstream(folder.path / "file") << "no folder";
    const Settings settings(folder.path / "file" / "settings.toml");
    CHECK(settings.problem().find((folder.path / "file").string() + " cannot be written") != std::string::npos);
    CHECK(settings.problem().find("--user-dir") != std::string::npos);
}

TEST_CASE("a file that is not a settings file is set aside, without waiting and without a crash") {
    Folder folder;
    std::filesystem::create_directories(folder.settings().parent_path());
    const std::filesystem::path aside = folder.settings().string() + ".broken";
    std::string deep = "a";
    for (int i = 0; i < 100'000; ++i) deep += ".a";
    const std::pair<const char*, std::function<void()>> damages[] = {
        {"is not a regular file", [&] { REQUIRE(::mkfifo(folder.settings().c_str(), 0600) == 0); }},
        {"is not a regular file", [&] { std::filesystem::create_symlink("/dev/zero", folder.settings()); }},
        {"cannot be read", [&] { std::filesystem::create_directory(folder.settings()); }},
        {"has more than", [&] { std::ofstream(folder.settings()) << std::string(2 << 20, '#'); }},
        {"32 parts", [&] { std::ofstream(folder.settings()) << deep << " = 1\n"; }},
        {"32 parts", [&] { std::ofstream(folder.settings()) << "[" << deep << "]\n"; }},
        {"32 parts", [&] { std::ofstream(folder.settings()) << "a = [\"\"\"\n\"\"\", {" << deep << " = 1}]\n"; }},
        {"line 1", [&] { std::ofstream(folder.settings()) << "a = " << std::string(100'000, '['); }},
        {"line 1", [&] { std::ofstream(folder.settings()) << std::string(1000, '\0'); }},
    };
    for (const auto& [problem, damage] : damages) {
        std::filesystem::remove_all(aside);
        damage();
        const Settings settings(folder.settings());
        CAPTURE(settings.problem());
        CHECK(settings.problem().find(problem) != std::string::npos);
        CHECK(std::filesystem::exists(std::filesystem::symlink_status(aside)));
    }
}

TEST_CASE("dots in strings and comments do not count as nesting, and numbers that are not finite are ignored") {
    Folder folder;
    std::filesystem::create_directories(folder.settings().parent_path());
    const std::string dots(100, '.');
    std::ofstream(folder.settings()) << "# " << dots << "\nrecent_files = [\"/" << dots << "\", '" << dots
                                     << "']\n[numbers]\na = nan\nb = inf\nc = 1.5\n";
    const Settings settings(folder.settings());
    CHECK(settings.problem() == "");
    CHECK(settings.recent_files().size() == 2);
    CHECK(settings.number("a", 7) == 7);
    CHECK(settings.number("b", 7) == 7);
    CHECK(settings.number("c", 7) == 1.5);
}

TEST_CASE("settings and their folder are for the user alone") {
    Folder folder;
    const mode_t before = ::umask(0);
    Settings settings(folder.settings());
    settings.set_number("a", 1);
    CHECK(settings.save() == "");
    ::umask(before);
    struct stat facts {};
    REQUIRE(::stat(folder.settings().c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0600);
    REQUIRE(::stat(folder.settings().parent_path().c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0700);
}
