// The scene that a session keeps and the next one restores.
#include "app/window/session/scene_keeper.h"

#include "api/document/io/add_loaded.h"
#include "tests/panels/editor_fixture.h"

namespace gimbal::app::test {

struct SceneKept : EditorShown {
    SceneFiles files{context, browser};
    std::shared_ptr<WorkFolder> kept = std::make_shared<WorkFolder>(folder.path / "unsaved");
    std::vector<std::string> errors;
    SceneKeeper keeper{{context, files, shared_engine().runs()}, kept, [this](const std::string& error) {
                           if (!error.empty()) errors.push_back(error);
                       }};

    // Writes a scene with one cube into the folder, as the last session did, and empties the document.
    void leave_scene() {
        add("cube");
        keeper.keep_now(false);
        REQUIRE(keeper.finish(deadline_seconds));
        pump();
        REQUIRE(fs::exists(kept->scene_file()));
        document.replace({});
    }
    std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const document::ObjectId id : document.objects()) names.push_back(document.get(id).name);
        return names;
    }
};

TEST_CASE_FIXTURE(SceneKept, "a mesh that was opened while the last scene is read stays beside its objects") {
    leave_scene();
    KeptWork work;
    work.scene_modified = true;
    bool restored = false, then = false;
    keeper.restore(work, kept->scene_file(), false, [&](std::size_t) { restored = true; });
    keeper.when_restored([&] { then = restored; });
    document::Object opened;
    opened.name = "opened";
    opened.mesh = std::make_shared<const document::Mesh>(document::make_primitive("torus"));
    document::add_loaded(document, {opened}, folder.path / "opened.obj");
    REQUIRE_FALSE(document.modified());
    REQUIRE(wait_until([&] { return restored; }));
    CHECK(names() == std::vector<std::string>{"opened", "cube"});
    CHECK(files.unsaved());
    CHECK(then);
}

TEST_CASE_FIXTURE(SceneKept, "for a restart, a saved scene is not written again, unless it has no file") {
    const fs::path file = folder.path / "saved.gimbal";
    add("cube");
    const auto keep = [&] {
        keeper.keep_now(true);
        REQUIRE(keeper.finish(deadline_seconds));
        pump();
        CHECK(errors.empty());
    };
    SUBCASE("it is in its file") {
        keep();  // not saved yet
        CHECK(fs::exists(kept->scene_file()));
        save_scene(file.string(), {});
        REQUIRE_FALSE(files.unsaved());
        keep();
        CHECK_FALSE(fs::exists(kept->scene_file()));
        document.replace({});
        KeptWork work;
        work.scene_file = file.string();
        bool restored = false;
        keeper.restore(work, kept->scene_file(), false, [&](std::size_t) { restored = true; });
        REQUIRE(wait_until([&] { return restored; }));
        CHECK(names() == std::vector<std::string>{"cube"});
        CHECK(document.scene_file() == file);
        CHECK_FALSE(files.unsaved());
    }
    SUBCASE("its file is gone") {
        save_scene(file.string(), {});
        fs::remove(file);
        keep();
        CHECK(fs::exists(kept->scene_file()));
    }
    SUBCASE("it never had a file") {
        document.mark_saved();
        keep();
        CHECK(fs::exists(kept->scene_file()));
    }
}

}  // namespace gimbal::app::test
