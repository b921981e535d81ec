// Scene files with colours of vertices, and undo of colours.
#include "tests/document/scene_file_fixture.h"

namespace gimbal::document {

TEST_CASE("the colours of vertices come back bit for bit, and meshes share them again") {
    const Folder folder;
    Document document, back;
    Job job("scene");
    std::mt19937 random(3);
    Colours colours(1000);
    for (glm::vec4& colour : colours)
        for (int i = 0; i < 4; ++i) colour[i] = static_cast<float>(random()) / 4294967296.0f;
    const MeshPtr painted = shared(odd_mesh(1, 1000).with_colours(std::make_shared<const Colours>(colours)));
    document.add("painted", painted);
    document.add("moved", shared(painted->with_positions(odd_mesh(2, 1000).positions())));
    document.add("plain", shared(painted->with_colours(nullptr)));
    document.add("other", shared(painted->with_colours(std::make_shared<const Colours>(1000, glm::vec4(0.5f)))));
    save_scene(document, folder.file("a.gimbal"), job);
    load_scene(back, folder.file("a.gimbal"), job);
    check_equal(document, back);
    const auto mesh = [&](const char* name) { return back.mesh(back.find(name)); };
    CHECK(&mesh("painted")->colours() == &mesh("moved")->colours());
    CHECK(&mesh("painted")->triangles() == &mesh("plain")->triangles());
    const std::size_t arrays = 1000 * (4 * sizeof(glm::vec3) / 4 + 2 * sizeof(glm::vec4) + sizeof(Triangle));
    CHECK(std::filesystem::file_size(folder.file("a.gimbal")) < arrays + 1000 * 3 * sizeof(glm::vec3) + 10000);
}

TEST_CASE("only a file with colours is of version 2, so that older programs refuse it and read the others") {
    const Folder folder;
    Document document;
    Job job("save");
    const ObjectId id = document.add("tetrahedron", shared(tetrahedron()));
    const auto version = [&] {
        save_scene(document, folder.file("v.gimbal"), job);
        ZipReader zip(folder.file("v.gimbal"), job);
        const std::string manifest = zip.read_all("manifest.json", 1 << 20);
        return manifest.substr(manifest.find("\"version\":") + 10, 1);
    };
    CHECK(version() == "1");
    document.set_colours(id, std::make_shared<const Colours>(4, glm::vec4(1, 0, 0, 1)));
    CHECK(version() == "2");
}

TEST_CASE_FIXTURE(SavedScene, "colours that do not fit the mesh are damage") {
    const auto manifest = [](const char* member) {
        return std::string(R"({"format": "gimbal scene", "version": 2, "objects": [], "meshes": [{"vertices": "v.npy",)"
                           R"( "triangles": "t.npy", "colours": ")") +
               member + "\"}]}";
    };
    CHECK(contains(refusal_of(manifest("none.npy")), "none.npy"));
    CHECK(contains(refusal_of(manifest("v.npy")), "not a table of 4 columns"));
}

TEST_CASE("undo and redo bring the colours of vertices back") {
    Document document;
    const ObjectId id = document.add("cube", shared(make_cube()));
    const auto red = std::make_shared<const Colours>(8, glm::vec4(1, 0, 0, 1));
    {
        const UndoStep step(document, "paint");
        document.set_colours(id, red);
    }
    CHECK(document.mesh(id)->colours() == *red);
    CHECK(document.undo());
    CHECK(document.mesh(id)->colours().empty());
    CHECK(document.redo());
    CHECK(document.mesh(id)->colours() == *red);
    CHECK_THROWS_AS(document.set_colours(id, std::make_shared<const Colours>(7)), std::invalid_argument);
    const auto held = document.export_vertices(id);
    document.set_colours(id, nullptr);  // no vertex moves, so an array may be held
    held.data[0].x = 5;
    document.touch_vertices(id);
    CHECK(document.mesh(id)->positions()[0].x == 5);
    CHECK(document.mesh(id)->colours().empty());
}

}  // namespace gimbal::document
