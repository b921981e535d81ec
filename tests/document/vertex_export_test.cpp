// Vertices exported to numpy: never shared, published by touch_vertices, never resized while they are held.
#include <cmath>

#include "tests/document/fixtures.h"

using namespace gimbal::document;

namespace {

struct ExportedCube {
    Document document;
    ObjectId id = document.add("bunny", shared(make_cube()));
};

}  // namespace

TEST_CASE_FIXTURE(ExportedCube, "a snapshot does not see what numpy writes after it") {
    const ScenePtr before = document.snapshot();
    const auto exported = document.export_vertices(id);
    REQUIRE(exported.count == 8);
    exported.data[0] = {-5, -5, -5};
    const ScenePtr untouched = document.snapshot();
    document.touch_vertices(id);
    const ScenePtr after = document.snapshot();
    exported.data[0] = {-9, -9, -9};
    CHECK(before->find(id)->mesh->positions()[0] == glm::vec3(-1));
    CHECK(untouched->find(id)->mesh->positions()[0] == glm::vec3(-1));
    CHECK(after->find(id)->mesh->positions()[0] == glm::vec3(-5));
    CHECK(after->find(id)->mesh->bounds().low == glm::vec3(-5));
    CHECK(after->find(id)->mesh_version != before->find(id)->mesh_version);
    CHECK(document.mesh(id)->triangles().data() == before->find(id)->mesh->triangles().data());  // never copied
}

TEST_CASE_FIXTURE(ExportedCube, "another object with the same mesh is not written to") {
    const ObjectId twin = document.add("twin", document.mesh(id));
    const auto exported = document.export_vertices(id);
    exported.data[3] = {7, 7, 7};
    document.touch_vertices(id);
    CHECK(document.mesh(id)->positions()[3] == glm::vec3(7));
    CHECK(document.mesh(twin)->positions()[3] != glm::vec3(7));
}

TEST_CASE_FIXTURE(ExportedCube, "touch_vertices changes nothing if nothing was written or exported") {
    const auto version = document.version();
    document.touch_vertices(id);
    CHECK(document.version() == version);
    const auto exported = document.export_vertices(id);
    document.touch_vertices(id);
    CHECK(document.version() == version);
    exported.data[0].x = 2;
    document.touch_vertices(id);
    const auto written = document.version();
    CHECK(written > version);
    document.touch_vertices(id);
    CHECK(document.version() == written);
}

TEST_CASE_FIXTURE(ExportedCube,
                  "a mesh cannot be replaced while numpy holds its vertices, and the message says what to do") {
    auto first = document.export_vertices(id), second = document.export_vertices(id);
    CHECK(first.data == second.data);
    CHECK(error_of<MeshExported>([&] { document.set_mesh(id, shared(tetrahedron())); }) ==
          "numpy still uses the vertices of 'bunny' (2 arrays): delete or copy them (numpy.array(v)) first");
    first.keeper.reset();
    CHECK(error_of<MeshExported>([&] { document.check_not_exported(id); }).find("(1 array)") != std::string::npos);
    second.keeper.reset();
    document.check_not_exported(id);
    document.set_mesh(id, shared(tetrahedron()));
    CHECK(document.mesh(id)->triangle_count() == 4);
}

TEST_CASE_FIXTURE(ExportedCube, "coordinates that are not finite are rejected and the last valid ones kept") {
    const auto exported = document.export_vertices(id);
    exported.data[2].y = std::nanf("");
    const std::string error = error_of<std::invalid_argument>([&] { document.touch_vertices(id); });
    CHECK(error.find("'bunny': vertex 2") != std::string::npos);
    CHECK(std::isfinite(document.mesh(id)->positions()[2].y));
}

TEST_CASE_FIXTURE(ExportedCube, "undo restores what numpy overwrote, also in the exported buffer") {
    const auto exported = document.export_vertices(id);
    {
        const UndoStep step(document, "numpy");
        exported.data[0] = {-5, -5, -5};
        document.touch_vertices(id);
    }
    REQUIRE(document.undo());
    CHECK(document.mesh(id)->positions()[0] == glm::vec3(-1));
    CHECK(exported.data[0] == glm::vec3(-1));
    REQUIRE(document.redo());
    CHECK(exported.data[0] == glm::vec3(-5));
}

TEST_CASE_FIXTURE(ExportedCube, "an undo that would resize an exported mesh throws and changes nothing") {
    {
        const UndoStep step(document, "subdivide");
        document.set_mesh(id, shared(tetrahedron()));
        document.add("other", nullptr);
    }
    auto exported = document.export_vertices(id);
    CHECK_THROWS_AS(document.undo(), MeshExported);
    CHECK(document.object_count() == 2);
    CHECK(document.undo_name() == "subdivide");
    exported.keeper.reset();
    CHECK(document.undo());
    CHECK(document.mesh(id)->vertex_count() == 8);
}

TEST_CASE_FIXTURE(ExportedCube, "the results of work replace all meshes, or none") {
    const MeshPtr first = shared(tetrahedron()), second = shared(tetrahedron()), result = shared(grid(1));
    const ObjectId a = document.add("a", first), b = document.add("b", second);
    document.replace_meshes(std::vector<Document::Replacement>{{a, first, result}, {b, second, result}});
    CHECK(document.mesh(b) == result);
    const auto error_with = [&](ObjectId other, const MeshPtr& expected) {
        return error_of<std::runtime_error>([&] {
            document.replace_meshes(std::vector<Document::Replacement>{{a, result, first}, {other, expected, first}});
        });
    };
    CHECK(error_with(b, second) == "the mesh of 'b' was changed meanwhile: run it again");
    const auto held = document.export_vertices(id);
    CHECK(error_with(id, document.mesh(id)).starts_with("numpy still uses the vertices of"));
    document.remove(b);
    CHECK(error_with(b, result) == "the object was removed from the scene");
    CHECK(document.mesh(a) == result);
}

TEST_CASE_FIXTURE(ExportedCube, "the exported buffer stays valid after its object is removed") {
    auto exported = document.export_vertices(id);
    document.remove(id);
    exported.data[0] = {1, 2, 3};
    CHECK_THROWS_AS(document.touch_vertices(id), StaleObject);
    CHECK(exported.data[0] == glm::vec3(1, 2, 3));
}

TEST_CASE_FIXTURE(ExportedCube, "the buffer belongs to the object again after undo has restored the object") {
    const auto exported = document.export_vertices(id);
    const std::function<void()> ways[] = {[&] { document.remove(id); }, [&] { document.clear(); }};
    for (const auto& take_away : ways) {
        {
            const UndoStep step(document, "take away");
            take_away();
            document.add("in the same slot", nullptr);
        }
        REQUIRE_FALSE(document.contains(id));
        exported.data[0] = {1, 2, 3};
        REQUIRE(document.undo());
        REQUIRE(document.contains(id));
        CHECK(exported.data[0] == glm::vec3(-1));
        CHECK(document.export_vertices(id).data == exported.data);
        CHECK_THROWS_AS(document.check_not_exported(id), MeshExported);
        exported.data[7] += glm::vec3(10);
        document.touch_vertices(id);
        CHECK(document.mesh(id)->positions()[7] == glm::vec3(11));
        REQUIRE(document.undo());
        CHECK(exported.data[7] == glm::vec3(1));
    }
}

TEST_CASE("a buffer survives undo and redo of the creation of its object") {
    Document document;
    const ObjectId id = document.add("bunny", shared(make_cube()));
    const auto exported = document.export_vertices(id);
    REQUIRE(document.undo());
    REQUIRE_FALSE(document.contains(id));
    REQUIRE(document.redo());
    exported.data[7] += glm::vec3(10);
    document.touch_vertices(id);
    CHECK(document.mesh(id)->bounds().high == glm::vec3(11));
}

TEST_CASE_FIXTURE(ExportedCube, "a new export after release starts from the document's values") {
    {
        const auto exported = document.export_vertices(id);
        exported.data[0] = {-5, -5, -5};  // never published
    }
    CHECK(document.export_vertices(id).data[0] == glm::vec3(-1));
}
