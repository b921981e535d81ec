#include <unistd.h>

#include <atomic>

#include "app/panels/files/directory_listing.h"
#include "app/panels/files/file_browser.h"
#include "app/panels/files/folder_view.h"
#include "gimbal/console/imgui_compat.h"
#include "tests/panels/panels_fixture.h"

namespace gimbal::app::test {

struct BrowserShown : PanelsWithoutWindow {
    FileBrowser browser{context};
    std::vector<fs::path> accepted;
    fs::path old_folder = fs::current_path();
    BrowserShown() {
        show = [this] { browser.draw(style); };
        fs::create_directories(folder.path / "meshes");
        fs::current_path(folder.path / "meshes");
        folder.write("meshes/bunny.obj", std::string(2048, 'v'));
        folder.write("meshes/Ring.PLY", "ply");
        folder.write("meshes/readme.txt", "no mesh");
        folder.write("meshes/.hidden.obj", "v");
        fs::create_directory(folder.path / "meshes" / "zoo");
    }
    ~BrowserShown() { fs::current_path(old_folder); }
    void ask(FileBrowser::Mode mode, const std::string& name) {
        browser.open({.mode = mode,
                      .title = "Open mesh",
                      .extensions = {".obj", ".ply"},
                      .suggested_name = name,
                      .accepted = [this](const fs::path& path) { accepted.push_back(path); }});
    }
    void open(FileBrowser::Mode mode, const std::string& name = "") {
        ask(mode, name);
        REQUIRE(wait_until([&] { return contains(browser.rows(), "bunny.obj"); }));
        frames(3);
    }
};

TEST_CASE("a listing has folders first, then files, sorted by name without case") {
    const TemporaryFolder folder;
    folder.write("b.obj", "12345");
    folder.write("A.obj", "");
    fs::create_directory(folder.path / "z");
    const DirectoryListing listing = list_directory(folder.path);
    REQUIRE(listing.kind == DirectoryListing::Kind::folder);
    REQUIRE(listing.entries.size() == 3);
    CHECK(listing.entries[0].name == "z");
    CHECK(listing.entries[1].name == "A.obj");
    CHECK(listing.entries[2].size == 5);
}

TEST_CASE("listing a bad path returns an error that names the path and the reason") {
    const TemporaryFolder folder;
    CHECK(list_directory(folder.path / "none").kind == DirectoryListing::Kind::missing);
    CHECK(list_directory(folder.path / "none" / "deeper").kind == DirectoryListing::Kind::error);
    const DirectoryListing deep = list_directory(folder.path / "none" / "deeper");
    CHECK(deep.error == "no such file or directory: " + (folder.path / "none" / "deeper").string());
    folder.write("plain", "");
    CHECK(list_directory(folder.path / "plain").kind == DirectoryListing::Kind::file);
}

TEST_CASE("a new request drops the result of the previous one") {
    const TemporaryFolder folder;
    fs::create_directory(folder.path / "one");
    fs::create_directory(folder.path / "two");
    struct Answered final : Waker {
        std::atomic<bool> yes{false};
        void wake() override { yes = true; }
    } answered;
    DirectoryLister lister(answered);
    const double until = console::steady_seconds() + deadline_seconds;
    lister.request(folder.path / "one");
    while (!answered.yes && console::steady_seconds() < until) std::this_thread::yield();
    lister.request(folder.path / "two");
    std::optional<DirectoryListing> answer;
    while (!answer && console::steady_seconds() < until) {
        answer = lister.take();
        std::this_thread::yield();
    }
    REQUIRE(answer);
    CHECK(answer->path.filename() == "two");
    CHECK_FALSE(lister.waiting());
}

TEST_CASE("letters typed while a folder is read filter it, and letters that were its path are gone") {
    const TemporaryFolder folder;
    folder.write("bunny.obj", "v");
    folder.write("ring.obj", "v");
    FolderView view;
    view.note_request();
    view.type("ri");
    view.show(list_directory(folder.path));
    CHECK(view.letters() == "ri");
    REQUIRE(view.count() == 1);
    CHECK(view.entry(view.marked()).name == "ring.obj");
    view.clear_letters();
    view.type(folder.path.string());
    view.note_request();
    view.type("bu");
    view.show(list_directory(folder.path));
    CHECK(view.letters() == "bu");
    view.note_request();
    view.erase_letter();
    view.show(list_directory(folder.path));
    CHECK(view.letters() == "");
    CHECK(view.count() == 2);
}

TEST_CASE_FIXTURE(BrowserShown, "letters and Enter that come before the folder is read choose its file") {
    for (std::size_t opened = 1; opened <= 20; ++opened) {
        ask(FileBrowser::Mode::open, "");
        frames(2);
        imgui_type("ring");
        imgui_key(key::enter);
        REQUIRE(wait_until([&] { return accepted.size() == opened; }));
        CHECK(accepted.back().filename() == "Ring.PLY");
        frames(2);
    }
}

TEST_CASE_FIXTURE(BrowserShown, "the browser lists folders and the files that pass the filter, but no hidden files") {
    open(FileBrowser::Mode::open);
    const auto rows = browser.rows();
    CHECK(contains(rows, "zoo/"));
    CHECK(contains(rows, "bunny.obj  2.0 kB"));
    CHECK(contains(rows, "Ring.PLY"));
    CHECK_FALSE(contains(rows, "readme.txt"));
    CHECK_FALSE(contains(rows, ".hidden"));
    CHECK(contains(rows, ".obj .ply"));
}

TEST_CASE_FIXTURE(BrowserShown, "letters filter the list, Enter opens, Backspace goes up, Escape closes") {
    open(FileBrowser::Mode::open);
    SUBCASE("letters, then Enter") {
        imgui_type("ring");
        frame();
        CHECK_FALSE(contains(browser.rows(), "bunny.obj"));
        CHECK(contains(browser.rows(), "Filter: ring"));
        imgui_key(key::enter);
        REQUIRE(wait_until([&] { return !accepted.empty(); }));
        CHECK(accepted[0].filename() == "Ring.PLY");
        frames(2);
        CHECK_FALSE(browser.is_open());
        CHECK_FALSE(ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel));
    }
    SUBCASE("a path, then Enter") {
        imgui_type("../meshes/zoo");
        frame();
        CHECK(contains(browser.rows(), "Enter goes to ../meshes/zoo"));
        imgui_key(key::enter);
        REQUIRE(wait_until([&] { return contains(browser.rows(), "No files to show here."); }));
        CHECK(contains(browser.rows(), "/zoo"));
    }
    SUBCASE("down and Enter") {
        imgui_key(key::down);
        imgui_key(key::enter);
        REQUIRE(wait_until([&] { return !accepted.empty(); }));
        CHECK(accepted[0].filename() == "bunny.obj");
    }
    SUBCASE("Enter on a folder, Backspace back") {
        imgui_key(key::enter);
        REQUIRE(wait_until([&] { return contains(browser.rows(), "No files to show here."); }));
        imgui_key(key::backspace);
        REQUIRE(wait_until([&] { return contains(browser.rows(), "> zoo/"); }));
    }
    SUBCASE("Escape") {
        imgui_key(key::escape);
        CHECK_FALSE(browser.is_open());
        CHECK(accepted.empty());
    }
}

TEST_CASE_FIXTURE(BrowserShown, "saving under an existing name asks first; a missing extension is added") {
    open(FileBrowser::Mode::save, "bunny");
    imgui_key(key::enter);  // in the name field, which has the keyboard focus
    REQUIRE(wait_until([&] { return contains(browser.rows(), "bunny.obj already exists"); }));
    CHECK(accepted.empty());
    SUBCASE("Escape keeps the old file") {
        imgui_key(key::escape);
        frame();
        CHECK(browser.is_open());
        CHECK(accepted.empty());
        CHECK_FALSE(contains(browser.rows(), "already exists"));
    }
    SUBCASE("Enter overwrites") {
        frame();
        imgui_key(key::enter);
        REQUIRE(accepted.size() == 1);
        CHECK(accepted[0].filename() == "bunny.obj");
        CHECK_FALSE(browser.is_open());
    }
}

TEST_CASE_FIXTURE(BrowserShown, "a browser that is closed during the question about overwriting forgets the question") {
    open(FileBrowser::Mode::save, "bunny");
    imgui_key(key::enter);
    REQUIRE(wait_until([&] { return contains(browser.rows(), "bunny.obj already exists"); }));
    browser.close();  // as another question does
    frames(2);
    open(FileBrowser::Mode::save, "fresh");
    CHECK_FALSE(contains(browser.rows(), "already exists"));
    imgui_key(key::enter);
    REQUIRE(wait_until([&] { return !accepted.empty(); }));
    CHECK(accepted[0].filename() == "fresh.obj");
}

TEST_CASE_FIXTURE(BrowserShown, "the Enter that chooses a menu entry does not answer the dialog that it opens") {
    show = [this] {
        if (compat::key_pressed(ImGuiKey_Enter, false) && !browser.is_open()) ask(FileBrowser::Mode::save, "fresh");
        browser.draw(style);
    };
    imgui_key(key::enter);
    REQUIRE(wait_until([&] { return contains(browser.rows(), "bunny.obj"); }));
    CHECK(browser.is_open());
    CHECK(accepted.empty());
    imgui_key(key::enter);
    REQUIRE(wait_until([&] { return !accepted.empty(); }));
    CHECK(accepted[0] == folder.path / "meshes" / "fresh.obj");
}

TEST_CASE_FIXTURE(BrowserShown, "a name of a format that is not written is refused and never changed") {
    open(FileBrowser::Mode::save, "out.fbx");
    imgui_key(key::enter);
    frame();
    CHECK(contains(browser.rows(), ".fbx files are not written. Choose one of .obj .ply."));
    CHECK(browser.is_open());
    CHECK(accepted.empty());
}

TEST_CASE_FIXTURE(BrowserShown,
                  "in both fields, a path to save gets an extension and must be of a format that is written") {
    const auto save_as = [&](const std::string& typed) {
        open(FileBrowser::Mode::save, "");
        SUBCASE("in the path field") { imgui_key(key::tab); }
        SUBCASE("in the name field") {}
        frames(3);
        imgui_type(typed);
        imgui_key(key::enter);
    };
    SUBCASE("a new file") {
        save_as("fresh");
        REQUIRE(wait_until([&] { return !accepted.empty(); }));
        CHECK(accepted[0] == folder.path / "meshes" / "fresh.obj");
    }
    SUBCASE("a file that exists") {
        save_as("bunny");
        CHECK(wait_until([&] { return contains(browser.rows(), "bunny.obj already exists"); }));
    }
    SUBCASE("another format") {
        save_as("data.csv");
        CHECK(wait_until([&] { return contains(browser.rows(), ".csv files are not written."); }));
    }
    SUBCASE("another format of a file that exists") {
        save_as("readme.txt");
        CHECK(wait_until([&] { return contains(browser.rows(), ".txt files are not written."); }));
    }
}

TEST_CASE_FIXTURE(BrowserShown, "saving under a new name asks nothing") {
    open(FileBrowser::Mode::save, "fresh");
    imgui_key(key::enter);
    REQUIRE(wait_until([&] { return !accepted.empty(); }));
    CHECK(accepted[0] == folder.path / "meshes" / "fresh.obj");
}

TEST_CASE_FIXTURE(BrowserShown, "a folder that cannot be read shows an error and the old listing stays") {
    if (::geteuid() == 0) {  // root can read every folder, so use a path that does not exist
        open(FileBrowser::Mode::save, "none/deeper/x.obj");
        imgui_key(key::enter);
        REQUIRE(wait_until([&] { return contains(browser.rows(), "no such file or directory: "); }));
    } else {
        fs::permissions(folder.path / "meshes" / "zoo", fs::perms::none);
        open(FileBrowser::Mode::open);
        imgui_key(key::enter);
        REQUIRE(wait_until([&] { return contains(browser.rows(), "permission denied: "); }));
    }
    CHECK(contains(browser.rows(), "bunny.obj"));
}

}  // namespace gimbal::app::test
