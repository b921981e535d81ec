// The difference between two scenes, as lists of names and as a sentence.
#include "api/document/scene/scene_changes.h"

#include "tests/document/fixtures.h"

using namespace gimbal::document;

namespace {

using Names = std::vector<std::string>;

struct TwoObjects {
    Document document;
    ObjectId a = document.add("a", shared(make_cube())), b = document.add("b", shared(make_cube()));
    ScenePtr before = document.snapshot();
    SceneChanges changes() const { return changes_between(*before, *document.snapshot()); }
    std::string sentence() const { return changes().sentence(); }
};

}  // namespace

TEST_CASE_FIXTURE(TwoObjects, "an unchanged scene has no changes") {
    CHECK(changes().empty());
    CHECK(sentence() == "nothing changed");
}

TEST_CASE_FIXTURE(TwoObjects, "each kind of edit is in its list") {
    SUBCASE("add") {
        document.add("d", nullptr);
        document.add("c", nullptr);
        CHECK(changes().added == Names{"d", "c"});
        CHECK(sentence() == "2 objects added (d, c)");
    }
    SUBCASE("remove") {
        document.remove(a);
        CHECK(changes().removed == Names{"a"});
        CHECK(sentence() == "1 object removed (a)");
    }
    SUBCASE("another object in the same slot") {
        document.remove(a);
        document.add("a", nullptr);
        CHECK(sentence() == "1 object added (a), 1 object removed (a)");
    }
    SUBCASE("rename") {
        document.rename(a, "z");
        CHECK(changes().renamed == std::vector<std::pair<std::string, std::string>>{{"a", "z"}});
        CHECK(sentence() == "1 object renamed (a to z)");
    }
    SUBCASE("location, rotation, scale") {
        document.modify(a, [](Object& o) { o.location.x = 1; });
        document.modify(b, [](Object& o) { o.scale.x = 2; });
        CHECK(changes().moved == Names{"a", "b"});
        CHECK(sentence() == "2 objects moved (a, b)");
    }
    SUBCASE("hide") {
        document.modify(a, [](Object& o) { o.visible = false; });
        CHECK(sentence() == "1 object shown or hidden (a)");
    }
    SUBCASE("colour of the object") {
        document.modify(a, [](Object& o) { o.colour.x = 0; });
        CHECK(changes().recoloured == Names{"a"});
    }
    SUBCASE("colours of the vertices") {
        document.set_colours(a, std::make_shared<const Colours>(8, glm::vec4(1)));
        CHECK(changes().recoloured == Names{"a"});
        CHECK(changes().mesh_changed.empty());
    }
    SUBCASE("mesh") {
        document.set_mesh(b, shared(tetrahedron()));
        document.add("c", nullptr);
        CHECK(changes().mesh_changed == Names{"b"});
        CHECK(sentence() == "1 object added (c), 1 mesh changed (b)");
    }
    SUBCASE("vertices that numpy has written") {
        const auto exported = document.export_vertices(a);
        exported.data[0].x = 9;
        document.touch_vertices(a);
        CHECK(sentence() == "1 mesh changed (a)");
    }
    SUBCASE("select") {
        document.select({&a, 1});
        CHECK(changes().selection_changed);
        CHECK(sentence() == "selection changed");
    }
}

TEST_CASE_FIXTURE(TwoObjects, "what is changed and changed back is no change") {
    document.rename(a, "z");
    document.rename(a, "a");
    document.modify(b, [](Object& o) { o.location.x = 1; });
    document.modify(b, [](Object& o) { o.location.x = 0; });
    document.remove(document.add("c", nullptr));
    CHECK(changes().empty());
}

TEST_CASE_FIXTURE(TwoObjects, "a sentence names eight objects at most") {
    for (int i = 0; i < 1000; ++i) document.add("x", nullptr);
    CHECK(sentence().starts_with("1000 objects added (x, x.001, "));
    CHECK(sentence().ends_with("x.007 and 992 more)"));
}

TEST_CASE_FIXTURE(TwoObjects, "the scene before may have more objects") {
    const ScenePtr full = document.snapshot();
    document.clear();
    CHECK(changes_between(*full, *document.snapshot()).removed == Names{"a", "b"});
    CHECK(changes_between(*document.snapshot(), *full).added == Names{"a", "b"});
}
