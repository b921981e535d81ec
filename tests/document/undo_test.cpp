// Undo and redo of every kind of edit.
#include "tests/document/fixtures.h"

using namespace gimbal::document;

namespace {

// The state that undo must restore, as text.
std::string state_of(const Document& document) {
    std::string text;
    const ScenePtr scene = document.snapshot();
    scene->for_each([&](ObjectId id, const Object& object) {
        text += object.name + (object.visible ? "" : " hidden") + " x=" + std::to_string(object.location.x) +
                " triangles=" + std::to_string(object.mesh->triangle_count()) +
                (scene->is_selected(id) ? " selected" : "") + "\n";
        CHECK(document.find(object.name) == id);
    });
    return text;
}

void check_undo_and_redo(Document& document, const std::function<void()>& edit) {
    const std::string before = state_of(document);
    {
        const UndoStep step(document, "the edit");
        edit();
    }
    const std::string after = state_of(document);
    CHECK(before != after);
    CHECK(document.undo_name() == "the edit");
    for (int i = 0; i < 2; ++i) {
        REQUIRE(document.undo());
        CHECK(state_of(document) == before);
        CHECK(document.redo_name() == "the edit");
        CHECK(document.snapshot()->redo_name() == "the edit");
        REQUIRE(document.redo());
        CHECK(state_of(document) == after);
        CHECK(document.snapshot()->undo_name() == "the edit");
    }
}

}  // namespace

TEST_CASE("every kind of edit is undone and redone") {
    Document document;
    const ObjectId a = document.add("a", shared(make_cube())), b = document.add("b", shared(make_cube()));
    SUBCASE("add") {
        check_undo_and_redo(document, [&] { document.add("c", nullptr); });
    }
    SUBCASE("add many") {
        check_undo_and_redo(document, [&] { document.add_many(std::vector<Object>(1000)); });
    }
    SUBCASE("remove") {
        check_undo_and_redo(document, [&] { document.remove(a); });
    }
    SUBCASE("rename") {
        check_undo_and_redo(document, [&] { document.rename(a, "z"); });
    }
    SUBCASE("swap names") {
        check_undo_and_redo(document, [&] {
            document.rename(a, "t");
            document.rename(b, "a");
            document.remove(a);
        });
    }
    SUBCASE("modify") {
        check_undo_and_redo(document, [&] { document.modify(a, [](Object& o) { o.location.x = 3; }); });
    }
    SUBCASE("edit in place") {
        check_undo_and_redo(document, [&] {
            REQUIRE(document.try_lock());
            document.edit(b)->visible = false;
            document.unlock();
        });
    }
    SUBCASE("mesh") {
        check_undo_and_redo(document, [&] { document.set_mesh(a, shared(tetrahedron())); });
    }
    SUBCASE("select") {
        check_undo_and_redo(document, [&] { document.select({&a, 1}); });
    }
    SUBCASE("clear") {
        check_undo_and_redo(document, [&] { document.clear(); });
    }
}

TEST_CASE("handles are valid again when undo restores their object") {
    Document document;
    const ObjectId id = document.add("a", nullptr);
    {
        const UndoStep step(document, "remove");
        document.remove(id);
    }
    document.undo();
    CHECK(document.contains(id));
    document.redo();
    CHECK_FALSE(document.contains(id));
}

TEST_CASE("steps nest, and only the outermost one counts") {
    Document document;
    {
        const UndoStep run(document, "run");
        document.add("a", nullptr);
        {
            const UndoStep inner(document, "inner");
            document.add("b", nullptr);
        }
        document.add("c", nullptr);
        CHECK(error_of<std::runtime_error>([&] { document.undo(); }).find("'run'") != std::string::npos);
        CHECK_THROWS_AS(document.redo(), std::runtime_error);
    }
    CHECK(document.undo_name() == "run");
    REQUIRE(document.undo());
    CHECK(document.object_count() == 0);
    CHECK_FALSE(document.undo());
}

TEST_CASE("a step that changes nothing leaves no trace and keeps the redo steps") {
    Document document;
    {
        const UndoStep step(document, "add");
        document.add("a", nullptr);
    }
    document.undo();
    { const UndoStep step(document, "nothing"); }
    document.end_step();  // one call too many does nothing
    CHECK(document.undo_name() == "");
    CHECK(document.redo_name() == "add");
    CHECK(document.redo());
    CHECK_FALSE(document.redo());
}

TEST_CASE("a new edit removes the redo steps") {
    Document document;
    document.add("a", nullptr);
    document.undo();
    document.add("b", nullptr);
    CHECK(document.redo_name() == "");
    CHECK_FALSE(document.redo());
}

TEST_CASE("edits outside any step join into one, until a step begins") {
    Document document;
    document.add("a", nullptr);
    document.add("b", nullptr);
    CHECK(document.undo_name() == "edit");
    {
        const UndoStep step(document, "step");
        document.add("c", nullptr);
    }
    document.add("d", nullptr);
    document.undo();
    CHECK(document.object_count() == 3);
    document.undo();
    CHECK(document.object_count() == 2);
    document.undo();
    CHECK(document.object_count() == 0);
    CHECK_FALSE(document.undo());
}

TEST_CASE("the history keeps a hundred steps") {
    Document document;
    for (int i = 0; i < 150; ++i) {
        const UndoStep step(document, "add");
        document.add("a", nullptr);
    }
    int undone = 0;
    while (document.undo()) ++undone;
    CHECK(undone == 100);
    CHECK(document.object_count() == 50);
}

TEST_CASE("the history drops old meshes that hold more than a gibibyte") {
    Document document;
    const ObjectId id = document.add("big", nullptr);
    std::vector<std::weak_ptr<const Mesh>> meshes;
    for (int i = 0; i < 8; ++i) {
        const UndoStep step(document, "big");
        const MeshPtr mesh = shared(Mesh(std::vector<glm::vec3>(20'000'000), {}));  // 240 MB each
        meshes.push_back(mesh);
        document.set_mesh(id, mesh);
    }
    CHECK(meshes[0].expired());
    CHECK_FALSE(meshes[7].expired());
    CHECK_FALSE(meshes[6].expired());
    CHECK(document.undo());
}

TEST_CASE("a step counts only what the present scene does not share, and no mesh that it has made itself") {
    Document document;
    const MeshPtr big = shared(Mesh({{0, 0, 0}, {1, 0, 0}, {0, 1, 0}}, std::vector<Triangle>(20'000'000)));  // 240 MB
    const ObjectId id = document.add("big", big);
    for (int i = 1; i <= 6; ++i) {
        const UndoStep step(document, "colour");
        document.set_colours(id, std::make_shared<const Colours>(3, glm::vec4(1.0f / static_cast<float>(i))));
    }
    {
        const UndoStep step(document, "add and remove");
        document.add("stays", nullptr);
        for (int i = 0; i < 6; ++i) document.remove(document.add("made", shared(Mesh(*big))));
    }
    int undone = 0;
    while (document.undo()) ++undone;
    CHECK(undone == 8);
}

TEST_CASE("after the history is forgotten, a snapshot names no step") {
    Document document;
    document.add("example", nullptr);
    REQUIRE(document.snapshot()->undo_name() == "edit");
    const std::uint64_t version = document.version();
    document.forget_history();
    CHECK(document.version() != version);
    CHECK(document.snapshot()->undo_name() == "");
}

TEST_CASE("a click's step during a script's step joins it") {
    Document document;
    document.begin_step("script");
    document.add("by script", nullptr);
    std::thread([&] {
        const UndoStep click(document, "click");
        document.add("by click", nullptr);
    }).join();
    document.end_step();
    CHECK(document.undo_name() == "script");
    document.undo();
    CHECK(document.object_count() == 0);
}
