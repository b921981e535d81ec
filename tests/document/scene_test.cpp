// Objects, handles, names, snapshots, selection.
#include <cmath>
#include <glm/gtc/epsilon.hpp>
#include <map>

#include "tests/document/fixtures.h"

using namespace gimbal::document;

namespace {

std::vector<std::string> names(const Scene& scene) {
    std::vector<std::string> result;
    scene.for_each([&](ObjectId, const Object& object) { result.push_back(object.name); });
    return result;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("equal names get numbers, as in Blender") {
    Document document;
    for (const char* name : {"ring", "ring", "ring", "ring.001", "ring.7", "", ""}) document.add(name, nullptr);
    CHECK(names(*document.snapshot()) ==
          Names{"ring", "ring.001", "ring.002", "ring.003", "ring.7", "object", "object.001"});
    CHECK(document.find("ring.002"));
    CHECK_FALSE(document.find("ring.9"));
}

TEST_CASE("renaming keeps names unique and finds the object by its new name only") {
    Document document;
    const ObjectId a = document.add("a", nullptr), b = document.add("b", nullptr);
    document.rename(b, "a");
    CHECK(document.get(b).name == "a.001");
    CHECK(document.find("a.001") == b);
    CHECK_FALSE(document.find("b"));
    document.rename(a, "a");
    CHECK(document.get(a).name == "a");
    CHECK_THROWS_AS(document.rename(a, ""), std::invalid_argument);
}

TEST_CASE("a removed object's handle stays stale when its slot is reused") {
    Document document;
    const ObjectId old = document.add("old", nullptr);
    document.remove(old);
    const ObjectId fresh = document.add("fresh", nullptr);
    CHECK(fresh.index == old.index);
    CHECK(fresh != old);
    CHECK_FALSE(document.contains(old));
    CHECK_THROWS_AS(document.get(old), StaleObject);
    CHECK_THROWS_AS(document.remove(old), StaleObject);
    CHECK_THROWS_AS(document.mesh(old), StaleObject);
    CHECK_THROWS_AS(document.set_mesh(old, nullptr), StaleObject);
    CHECK_THROWS_AS(document.rename(old, "x"), StaleObject);
    CHECK_THROWS_AS(document.modify(old, [](Object&) {}), StaleObject);
    CHECK_THROWS_AS(document.export_vertices(old), StaleObject);
    CHECK_THROWS_AS(document.touch_vertices(old), StaleObject);
    CHECK(document.snapshot()->find(old) == nullptr);
    REQUIRE(document.try_lock());
    CHECK(document.peek(old) == nullptr);
    CHECK(document.edit(old) == nullptr);
    CHECK(document.peek(ObjectId{}) == nullptr);
    CHECK(document.peek(fresh)->name == "fresh");
    document.unlock();
}

TEST_CASE("the handle of an undone addition never refers to a later object") {
    Document document;
    document.add("base", nullptr);
    document.begin_step("add");
    const ObjectId undone = document.add("undone", nullptr);
    document.end_step();
    REQUIRE(document.undo());
    const ObjectId later = document.add("later", nullptr);
    CHECK(later.index == undone.index);
    CHECK_FALSE(document.contains(undone));
}

TEST_CASE("objects are visited in order of creation after removals and reused slots") {
    Document document;
    std::map<std::string, ObjectId> ids;
    for (char c = 'a'; c <= 'f'; ++c) ids[std::string(1, c)] = document.add(std::string(1, c), nullptr);
    document.remove(ids["b"]);
    document.remove(ids["d"]);
    document.add("g", nullptr);
    document.add("h", nullptr);
    document.add("i", nullptr);
    CHECK(names(*document.snapshot()) == Names{"a", "c", "e", "f", "g", "h", "i"});
    CHECK(document.objects().size() == 7);
}

TEST_CASE("many removals and additions keep order, names and count") {
    Document document;
    std::vector<ObjectId> ids = document.add_many(std::vector<Object>(5000));
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (i % 10) document.remove(ids[i]);
    CHECK(document.object_count() == 500);
    const ScenePtr before = document.snapshot();
    for (int i = 0; i < 100; ++i) document.add("late", nullptr);
    CHECK(before->object_count() == 500);
    const std::vector<ObjectId> now = document.objects();
    REQUIRE(now.size() == 600);
    for (std::size_t i = 0; i < 500; ++i) REQUIRE(now[i] == ids[i * 10]);
    for (ObjectId id : now) REQUIRE(document.find(document.get(id).name) == id);
}

TEST_CASE("a snapshot does not see later edits") {
    Document document;
    const ObjectId id = document.add("a", shared(make_cube()));
    const ScenePtr before = document.snapshot();
    document.modify(id, [](Object& object) { object.location.x = 5; });
    document.rename(id, "b");
    document.set_mesh(id, shared(tetrahedron()));
    document.add("c", nullptr);
    document.select({&id, 1});
    CHECK(before->object_count() == 1);
    CHECK(before->find(id)->location.x == 0);
    CHECK(before->find(id)->name == "a");
    CHECK(before->find(id)->mesh->triangle_count() == 12);
    CHECK(before->selection().empty());
    const ScenePtr after = document.snapshot();
    CHECK(after->find(id)->location.x == 5);
    CHECK(after->find(id)->mesh->triangle_count() == 4);
    CHECK(after->version() > before->version());
    CHECK(after->find(id)->mesh_version != before->find(id)->mesh_version);
}

TEST_CASE("snapshots of an unchanged document are the same scene") {
    Document document;
    const ObjectId id = document.add("a", nullptr);
    CHECK(document.snapshot() == document.snapshot());
    const ScenePtr before = document.snapshot();
    document.select({&id, 1});
    document.select({&id, 1});
    CHECK(document.snapshot() != before);
    CHECK(document.snapshot()->version() == document.version());
}

TEST_CASE("an in-place edit under the lock changes the document and not the snapshot") {
    Document document;
    const ObjectId id = document.add("a", nullptr);
    const ScenePtr before = document.snapshot();
    REQUIRE(document.try_lock());
    std::thread([&] { CHECK_FALSE(document.try_lock()); }).join();
    document.edit(id)->visible = false;
    document.unlock();
    CHECK(before->find(id)->visible);
    CHECK_FALSE(document.get(id).visible);
}

TEST_CASE("modify changes nothing if its function throws, and never changes name or mesh") {
    Document document;
    const ObjectId id = document.add("a", nullptr);
    CHECK_THROWS(document.modify(id, [](Object& object) {
        object.visible = false;
        throw std::runtime_error("no");
    }));
    CHECK(document.get(id).visible);
    document.modify(id, [](Object& object) {
        object.name = "other";
        object.mesh = nullptr;
        object.scale.x = 2;
    });
    CHECK(document.get(id).name == "a");
    CHECK(document.get(id).mesh);
    CHECK(document.get(id).scale.x == 2);
}

TEST_CASE("the selection keeps its order, its last object is active, and removed objects leave it") {
    Document document;
    const ObjectId a = document.add("a", nullptr), b = document.add("b", nullptr), c = document.add("c", nullptr);
    const std::vector<ObjectId> ab{a, b}, ca{c, a};
    document.select(ab);
    CHECK(document.snapshot()->active() == b);
    document.select(ca, true);
    CHECK(document.selection() == std::vector<ObjectId>{b, c, a});
    document.remove(c);
    CHECK(document.selection() == std::vector<ObjectId>{b, a});
    const ObjectId d = document.add("d", nullptr);  // reuses the slot of c
    CHECK_FALSE(document.snapshot()->is_selected(d));
    CHECK(document.snapshot()->is_selected(a));
    const std::vector<ObjectId> stale{c};
    document.select(stale);
    CHECK(document.selection().empty());
}

TEST_CASE("listeners are called with each kind of change, without the mutex") {
    Document document;
    std::map<Change, int> heard;
    document.on_change([&](Change change) {
        ++heard[change];
        document.object_count();  // blocks forever if the mutex is held
    });
    const ObjectId id = document.add("a", nullptr);
    CHECK(heard[Change::scene] == 1);
    document.modify(id, [](Object& object) { object.visible = false; });
    CHECK(heard[Change::objects] == 1);
    document.set_mesh(id, shared(make_cube()));
    CHECK(heard[Change::mesh] == 1);
    document.select({&id, 1});
    CHECK(heard[Change::selection] == 1);
    Camera camera;
    camera.zoom(1);
    const auto version = document.version();
    document.set_camera(camera);
    document.set_camera(camera);
    CHECK(heard[Change::camera] == 1);
    CHECK(document.version() == version);
    CHECK(document.camera() == camera);
    REQUIRE(document.try_lock());
    document.edit(id)->visible = true;
    document.unlock();
    CHECK(heard[Change::objects] == 2);
    REQUIRE(document.undo());
    CHECK(heard[Change::undo] >= 2);
}

TEST_CASE("the bounds of a turned object are those of its points, not of its turned box") {
    Document document;
    const ObjectId id = document.add("a", shared(Mesh({{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}}, {{0, 1, 2}})));
    const auto bounds = [&](const glm::vec3& rotation) {
        document.modify(id, [&](Object& object) { object.rotation = rotation; });
        return document.snapshot()->bounds();
    };
    const float eighth = glm::radians(45.0f), cosine = std::cos(eighth);
    CHECK(glm::all(glm::epsilonEqual(bounds({0, 0, eighth}).high, glm::vec3(cosine, cosine, 0), 1e-6f)));
    CHECK(glm::all(glm::epsilonEqual(bounds({0, 0, eighth}).low, glm::vec3(-cosine, -cosine, 0), 1e-6f)));
    CHECK(bounds({glm::radians(90.0f), 0, 0}).high == glm::vec3(1, 0, 1));
    document.modify(id, [](Object& object) { object.scale = {-2, 1, 1}; });
    CHECK(bounds({0, 0, 0}).high == glm::vec3(2, 1, 0));
}

TEST_CASE("bounds and triangle counts are of visible objects in world space") {
    Document document;
    const ObjectId a = document.add("a", shared(make_cube())), b = document.add("b", shared(make_cube()));
    document.modify(a, [](Object& object) {
        object.location = {10, 0, 0};
        object.scale = {2, 1, 1};
    });
    document.modify(b, [](Object& object) { object.visible = false; });
    const ScenePtr scene = document.snapshot();
    CHECK(scene->triangle_count() == 12);
    CHECK(scene->bounds().low == glm::vec3(8, -1, -1));
    CHECK(scene->bounds().high == glm::vec3(12, 1, 1));
    CHECK(scene->bounds(true).empty);
    document.clear();
    CHECK(document.snapshot()->bounds().empty);
    CHECK(document.object_count() == 0);
    CHECK_FALSE(document.contains(a));
    CHECK(document.add("a", nullptr));
    CHECK(document.find("a"));
}

TEST_CASE("threads can edit and take snapshots at the same time") {
    Document document;
    std::vector<ObjectId> ids = document.add_many(std::vector<Object>(1000));
    std::atomic<bool> stop{false};
    std::atomic<int> torn{0};
    std::thread reader([&] {
        while (!stop) {
            const ScenePtr scene = document.snapshot();
            scene->for_each([&](ObjectId, const Object& object) {
                if (object.location.x != object.location.y) ++torn;
            });
        }
    });
    std::thread other([&] {
        while (!stop) document.remove(document.add("x", nullptr));
    });
    for (int round = 1; round <= 20; ++round)
        for (ObjectId id : ids)
            document.modify(id,
                            [&](Object& object) { object.location.x = object.location.y = static_cast<float>(round); });
    stop = true;
    reader.join();
    other.join();
    CHECK(torn == 0);
    CHECK(document.object_count() == 1000);
}
