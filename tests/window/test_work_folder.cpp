// The folder of unsaved work: what one window leaves, and what the next one takes.
#include "app/window/session/work_folder.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <functional>
#include <future>
#include <latch>
#include <new>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/window/session/background_writer.h"

namespace gimbal::app {
namespace {

namespace fs = std::filesystem;

struct Root {
    fs::path path;
    Root() {
        std::string name = (fs::temp_directory_path() / "gimbal-work-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Root() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
    std::size_t folders() const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(path), fs::directory_iterator()));
    }
};

KeptWork work_named(const std::string& text) {
    KeptWork work;
    work.script = KeptScript{{text, "/a b/\xC3\xA4.py", 3, 9, true}, {true, 1, 2, 3, 4}};
    work.scene_file = "/scene.gimbal";
    work.scene_modified = true;
    work.camera.distance = 0.1f;
    work.selection = {"a", "b"};
    work.consoles = 3;
    work.place = {-5, 7, 800, 600, true};
    return work;
}

}  // namespace

TEST_CASE("kept work comes back as it was") {
    const KeptWork work = work_named("print('\xE2\x82\xAC')\n\t\"quoted\"");
    const std::optional<KeptWork> read = read_kept_work(text_of(work));
    REQUIRE(read);
    CHECK(read->script->script == work.script->script);
    CHECK(read->script->on_disk == work.script->on_disk);
    CHECK(read->scene_file == work.scene_file);
    CHECK(read->scene_modified);
    CHECK(read->camera == work.camera);
    CHECK(read->selection == work.selection);
    CHECK(read->consoles == 3);
    CHECK(read->place == work.place);
    CHECK_FALSE(read->restarted);
}

TEST_CASE("a path that is not UTF-8 is not kept, so that Save asks and writes no other file") {
    KeptWork work = work_named("x");
    work.script->script.file = work.scene_file = "/caf\xE9.py";
    const std::optional<KeptWork> read = read_kept_work(text_of(work));
    REQUIRE(read);
    CHECK(read->script->script.text == "x");
    CHECK(read->script->script.file.empty());
    CHECK(read->scene_file.empty());
}

TEST_CASE("damaged work is not read") {
    const std::string whole = text_of(work_named("x"));
    for (std::size_t length = 0; length + 2 < whole.size(); length += 7)
        CHECK_FALSE(read_kept_work(whole.substr(0, length)));
    CHECK_FALSE(read_kept_work("[]"));
    CHECK_FALSE(read_kept_work(R"({"script": 3})"));
}

TEST_CASE("a window takes over the newest work that no window holds, and each work returns once") {
    const Root root;
    {
        WorkFolder first(root.path), second(root.path);
        CHECK(first.write_work(work_named("first")) == "");
        CHECK(second.write_work(work_named("second")) == "");
        WorkFolder third(root.path);
        CHECK_FALSE(third.take_over());  // both live
    }
    WorkFolder next(root.path), after(root.path), last(root.path);
    CHECK(next.take_over()->script->script.text == "second");
    CHECK(next.left_for_others() == 1);
    CHECK(after.take_over()->script->script.text == "first");
    CHECK(after.left_for_others() == 0);
    CHECK_FALSE(last.take_over());
    next.remove();
    CHECK(next.write_work(work_named("late")) == "");  // writes nothing
    CHECK(root.folders() == 1);
}

TEST_CASE("left-overs of a killed write, pipes and links are not read") {
    const Root root;
    fs::path folder;
    {
        WorkFolder killed(root.path);
        REQUIRE(killed.write_work(work_named("text")) == "");
        folder = killed.scene_file().parent_path();
        std::ofstream(folder / ".work.json.1.0.gimbal-part") << "half";
    }
    {
        WorkFolder next(root.path);
        REQUIRE(next.take_over());
        CHECK_FALSE(fs::exists(folder / ".work.json.1.0.gimbal-part"));
    }
    fs::remove(folder / "work.json");
    REQUIRE(::mkfifo((folder / "work.json").c_str(), 0600) == 0);
    WorkFolder next(root.path);
    CHECK_FALSE(next.take_over());
    CHECK(root.folders() == 0);
}

TEST_CASE("work that ends the program twice while it is restored is set aside: first the scene, then the rest") {
    const Root root;
    const auto start = [&](const std::function<void(WorkFolder&, std::optional<KeptWork>)>& check, bool restores) {
        WorkFolder folder(root.path);
        const std::optional<KeptWork> work = folder.take_over();
        if (work && restores) folder.restoring(*work);
        check(folder, work);
    };
    start(
        [](WorkFolder& folder, const auto&) {
            CHECK(folder.write_work(work_named("text")) == "");
            std::ofstream(folder.scene_file()) << "scene";
        },
        false);
    start(
        [](WorkFolder& folder, const auto& work) {
            CHECK(work->script->script.text == "text");
            CHECK(work->scene_modified);
            CHECK_FALSE(folder.aside());
        },
        true);  // and ends here, perhaps by a kill
    start(
        [](WorkFolder& folder, const auto& work) {
            CHECK(work->scene_modified);
            CHECK_FALSE(folder.aside());
        },
        true);  // a second time
    fs::path aside_folder;
    start(
        [&](WorkFolder& folder, const auto& work) {
            REQUIRE(work);
            CHECK(work->script->script.text == "text");
            CHECK_FALSE(work->scene_modified);
            CHECK(work->scene_file.empty());
            CHECK_FALSE(fs::exists(folder.scene_file()));
            const std::optional<AsideWork> aside = folder.aside();
            REQUIRE(aside);
            CHECK(aside->has_scene());
            CHECK(aside->work.scene_file == "/scene.gimbal");
            CHECK_FALSE(aside->work.script);
            CHECK(fs::exists(aside->scene_file()));
            aside_folder = aside->folder;
        },
        true);  // the script is at fault, too
    start([](WorkFolder&, const auto& work) { CHECK(work); }, true);
    start(
        [&](WorkFolder& folder, const auto& work) {
            CHECK_FALSE(work);
            std::optional<AsideWork> aside = folder.aside();
            REQUIRE(aside);
            CHECK(aside->work.script->script.text == "text");
            folder.discard(*aside);
            aside = folder.aside();
            REQUIRE(aside);
            CHECK(aside->folder == aside_folder);
        },
        true);
}

TEST_CASE("a kill while a scene is set aside leaves one scene aside, and the next start ends the move") {
    for (const std::string left_to_do : {"its name, the list and the mark", "the list and the mark", "the mark"}) {
        CAPTURE(left_to_do);
        const Root root;
        fs::path mine;
        const auto write = [&](const char* name, const std::string& text) { std::ofstream(mine / name) << text; };
        {
            WorkFolder first(root.path);
            REQUIRE(first.write_work(work_named("text")) == "");
            mine = first.scene_file().parent_path();
            write("scene.gimbal", "scene");
            write("restoring", "scene again");
        }
        const std::string list = text_of(work_named("text"));
        {
            WorkFolder killed(root.path);
            REQUIRE(killed.take_over());
            write("restoring", "scene again");
            if (left_to_do != "the mark") write("work.json", list);
            if (left_to_do.starts_with("its name")) fs::remove(killed.aside()->folder / "work.json");
        }
        WorkFolder next(root.path);
        const std::optional<KeptWork> work = next.take_over();
        REQUIRE(work);
        CHECK(work->script->script.text == "text");
        CHECK_FALSE(work->has_scene());
        CHECK_FALSE(fs::exists(mine / "restoring"));
        CHECK(root.folders() == 2);  // its own, and one aside
        REQUIRE(next.aside());
        CHECK(fs::exists(next.aside()->scene_file()));
    }
}

// A kill can come at any moment, so the folder is looked at while it is removed.
TEST_CASE("work that is discarded is never seen in half") {
    for (int round = 0; round < 20; ++round) {
        const Root root;
        const fs::path aside = root.path / "aside-1";
        fs::create_directory(aside);
        std::ofstream(aside / "work.json") << text_of(work_named("text"));
        std::ofstream(aside / "scene.gimbal") << "scene";
        for (int i = 0; i < 200; ++i) std::ofstream(aside / std::to_string(i)) << "x";
        WorkFolder folder(root.path);
        const std::optional<AsideWork> work = folder.aside();
        REQUIRE(work);
        std::atomic<bool> is_half{false};
        std::latch looks(1);
        std::jthread watcher([&](std::stop_token over) {
            looks.count_down();
            while (!over.stop_requested()) {
                const bool list = fs::exists(aside / "work.json"), scene = fs::exists(aside / "scene.gimbal");
                // Asked again, because the folder may have gone between the two.
                if (list != scene && fs::exists(aside)) is_half = true;
            }
        });
        looks.wait();
        folder.discard(*work);
        watcher = {};
        CHECK_FALSE(is_half);
        CHECK(root.folders() == 0);
    }
}

TEST_CASE("the next start removes what a kill has left of discarded work") {
    const Root root;
    const fs::path half = root.path / "discarded-aside-1";
    fs::create_directory(half);
    std::ofstream(half / "scene.gimbal") << "scene";
    WorkFolder next(root.path);
    CHECK_FALSE(next.aside());
    CHECK_FALSE(next.take_over());
    CHECK(root.folders() == 0);
}

TEST_CASE("work that cannot be read is set aside and an empty folder is removed") {
    for (const auto& spoil : std::vector<std::function<void(const fs::path&)>>{
             [](const fs::path& file) { std::ofstream(file) << R"({"of": "a newer version"})"; },
             [](const fs::path& file) { fs::resize_file(file, 65 << 20); }}) {
        const Root root;
        {
            WorkFolder first(root.path), empty(root.path);
            REQUIRE(first.write_work(work_named("text")) == "");
            REQUIRE(empty.make() == "");
            spoil(first.scene_file().parent_path() / "work.json");
        }
        WorkFolder next(root.path);
        CHECK_FALSE(next.take_over());
        CHECK_FALSE(next.aside());  // nothing that could be offered
        REQUIRE(root.folders() == 1);
        const fs::path kept = *fs::directory_iterator(root.path);
        CHECK(kept.filename().string().starts_with("aside-"));
        CHECK(fs::exists(kept / "work.json"));
    }
}

TEST_CASE("an end after the restoring sets nothing aside") {
    const Root root;
    {
        WorkFolder first(root.path);
        CHECK(first.write_work(work_named("text")) == "");
        first.restoring(work_named("text"));
        first.restored();
    }
    WorkFolder next(root.path);
    REQUIRE(next.take_over());
    CHECK_FALSE(next.aside());
}

TEST_CASE("a scene without the rest is work, and one that cannot be read is set aside") {
    const Root root;
    {
        WorkFolder first(root.path);
        REQUIRE(first.make() == "");
        std::ofstream(first.scene_file()) << "scene";  // the program ends before it writes work.json
    }
    WorkFolder next(root.path);
    const std::optional<KeptWork> work = next.take_over();
    REQUIRE(work);
    CHECK(work->scene_modified);
    CHECK(next.set_scene_aside(*work));
    CHECK_FALSE(fs::exists(next.scene_file()));
    REQUIRE(next.aside());
    CHECK(fs::exists(next.aside()->scene_file()));
}

TEST_CASE("a scene in the folder counts as not saved, unless the program started itself anew") {
    for (const bool restarted : {false, true}) {
        const Root root;
        {
            WorkFolder first(root.path);
            KeptWork work = work_named("text");
            work.scene_file.clear();
            work.scene_modified = false;  // this was true until the program ended
            work.restarted = restarted;
            CHECK(first.write_work(work) == "");
            std::ofstream(first.scene_file()) << "scene";
        }
        WorkFolder next(root.path);
        const std::optional<KeptWork> work = next.take_over();
        REQUIRE(work);
        CHECK(work->scene_modified == !restarted);
    }
}

TEST_CASE("a folder that cannot be made is an error that names it") {
    const Root root;
    std::ofstream(root.path / "file") << "x";
    WorkFolder folder(root.path / "file" / "unsaved");
    CHECK(folder.write_work(work_named("x")).find("unsaved") != std::string::npos);
}

TEST_CASE("the writer does the newest work of each slot") {
    BackgroundWriter writer;
    const auto begun = std::make_shared<std::promise<void>>(), gate = std::make_shared<std::promise<void>>();
    const auto done = std::make_shared<std::vector<int>>();
    writer.write("a", [begun, open = gate->get_future().share()] {
        begun->set_value();
        open.wait();
    });
    begun->get_future().wait();
    for (int i = 0; i < 5; ++i) writer.write("a", [done, i] { done->push_back(i); });
    writer.write("b", [done] { done->push_back(100); });
    CHECK_FALSE(writer.wait_for(0));
    gate->set_value();
    REQUIRE(writer.wait_for(30));
    CHECK(*done == std::vector<int>{4, 100});
}

TEST_CASE("the writer goes on after work that found no memory") {
    BackgroundWriter writer;
    writer.write("a", [] { throw std::bad_alloc(); });
    const auto done = std::make_shared<std::promise<void>>();
    writer.write("b", [done] { done->set_value(); });
    CHECK(done->get_future().wait_for(std::chrono::seconds(30)) == std::future_status::ready);
    CHECK(writer.wait_for(30));
}

}  // namespace gimbal::app
