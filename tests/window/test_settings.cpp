// Settings that are kept between sessions.
#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "app/settings.h"
#include "app/window/host/settings_writer.h"
#include "gimbal/console/thread_role.h"
#include "tests/support/full_disk.h"

using gimbal::app::Settings;

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

TEST_CASE("settings are on disk soon after they change, without a clean end") {
    Folder folder;
    gimbal::console::set_thread_role(gimbal::console::ThreadRole::ui);
    std::vector<std::string> errors;
    gimbal::console::UiQueue ui{[] {}};
    const auto wait_until = [&](auto&& wanted) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (!wanted() && std::chrono::steady_clock::now() < deadline) {
            ui.drain(std::chrono::seconds(1));
            std::this_thread::yield();
        }
        return wanted();
    };
    const auto on_disk = [&](double value) { return Settings(folder.settings()).number("a", 0) == value; };
    Settings settings(folder.settings());
    settings.set_number("a", 1);  // before the writer is there
    {
        gimbal::app::SettingsWriter writer(settings, ui,
                                           [&](std::string error) { errors.push_back(std::move(error)); });
        CHECK(wait_until([&] { return on_disk(1); }));
        for (int i = 2; i <= 50; ++i) settings.set_number("a", i);
        CHECK(wait_until([&] { return on_disk(50); }));
        {
            const gimbal::test::SmallFiles full(5);
            settings.set_number("a", 51);
            CHECK(wait_until([&] { return !errors.empty(); }));
        }
        CHECK(on_disk(50));
        settings.set_number("b", 1);
        CHECK(wait_until([&] { return on_disk(51); }));
        settings.set_number("a", 52);
        writer.finish();
    }
    CHECK(settings.save() == "");
    CHECK(on_disk(52));
    std::ifstream file(folder.settings());
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    for (const char* key : {"scale", "text_size", "console_scrollback_lines", "layout.shows_PANEL", "recent_files"})
        CHECK_MESSAGE(text.find(key) != std::string::npos, key);  // the file explains its keys
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
