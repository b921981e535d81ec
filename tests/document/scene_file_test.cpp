// Scene files: what comes back, and what is refused.
#include "tests/document/scene_file_fixture.h"

namespace gimbal::document {

TEST_CASE_FIXTURE(SavedScene, "a scene comes back bit for bit") {
    Document loaded;
    load_scene(loaded, path, job);
    check_equal(document, loaded);
    CHECK(loaded.scene_file() == path.string());
    CHECK_FALSE(loaded.modified());
    CHECK_FALSE(document.modified());
    CHECK(loaded.undo_name().empty());
    CHECK(loaded.scripts_opened() == 1);

    save_scene(loaded, folder.file("again.gimbal"), job);
    CHECK(Folder::read(path) == Folder::read(folder.file("again.gimbal")));
}

TEST_CASE_FIXTURE(SavedScene, "meshes that share triangles or are one mesh share them again, and are stored once") {
    Document loaded;
    load_scene(loaded, path, job);
    const auto mesh = [&](const char* name) { return loaded.mesh(loaded.find(name)); };
    CHECK(mesh("shares") == mesh("Ring \xC3\xA4 'quoted'"));
    CHECK(&mesh("moved")->triangles() == &mesh("shares")->triangles());
    const auto bytes = byte_count(*document.snapshot());
    CHECK(bytes == 3 * 1000 * 12);
    CHECK(std::filesystem::file_size(path) < bytes + 8192);
}

TEST_CASE("point clouds and lines come back") {
    const Folder folder;
    Job job("save");
    Document document, loaded;
    document.add("cloud", shared(Mesh({{0, 0, 0}, {1, 2, 3}}, {})));
    const MeshPtr wire = shared(Mesh({{0, 0, 0}, {1, 2, 3}, {4, 5, 6}}, {}, {{0, 1}, {1, 2}}));
    document.add("wire", wire);
    document.add("moved", shared(wire->with_positions({{0, 0, 0}, {1, 2, 3}, {7, 8, 9}})));
    save_scene(document, folder.file("lines.gimbal"), job);
    load_scene(loaded, folder.file("lines.gimbal"), job);
    check_equal(document, loaded);
    CHECK(&loaded.mesh(loaded.find("moved"))->lines() == &loaded.mesh(loaded.find("wire"))->lines());
}

TEST_CASE("an empty scene and many small objects come back") {
    const Folder folder;
    Job job("save");
    for (const int count : {0, 2000}) {
        Document document, loaded;
        for (int i = 0; i < count; ++i) document.add("piece", shared(tetrahedron()));
        save_scene(document, folder.file("scene.gimbal"), job);
        loaded.add("replaced", shared(tetrahedron()));
        load_scene(loaded, folder.file("scene.gimbal"), job);
        check_equal(document, loaded);
    }
}

TEST_CASE("numbers that are not finite do not make a file unreadable") {
    const Folder folder;
    Job job("save");
    Document document, loaded;
    Camera camera;
    camera.distance = std::numeric_limits<float>::infinity();
    camera.target.x = std::numeric_limits<float>::quiet_NaN();
    document.set_camera(camera);
    save_scene(document, folder.file("scene.gimbal"), job);
    load_scene(loaded, folder.file("scene.gimbal"), job);
    CHECK(loaded.camera() == Camera());
}

TEST_CASE_FIXTURE(SavedScene, "a save replaces the file, and the unsaved mark follows edits, undo and saves") {
    const ObjectId id = document.find("empty");
    document.begin_step("move");
    document.modify(id, [](Object& object) { object.location.x = 1; });
    document.end_step();
    CHECK(document.modified());
    document.undo();
    CHECK_FALSE(document.modified());
    document.redo();
    CHECK(document.modified());
    document.select({});
    save_scene(document, path, job);
    CHECK_FALSE(document.modified());
    document.select(std::vector{id});
    CHECK_FALSE(document.modified());  // the selection is nothing to ask about
    document.undo();
    document.undo();
    document.undo();
    CHECK(document.modified());
}

TEST_CASE_FIXTURE(SavedScene, "a file that is cut off anywhere is refused and names the damage") {
    const std::string whole = Folder::read(path);
    std::vector<std::size_t> lengths{0, 1, 4, 30, whole.size() / 2, whole.size() - 23, whole.size() - 1};
    for (const std::size_t length : lengths) {
        CAPTURE(length);
        CHECK(contains(refusal(folder.write("cut.gimbal", whole.substr(0, length))), "cannot open"));
    }
}

TEST_CASE_FIXTURE(SavedScene, "a changed byte is refused or changes nothing that the checksums guard") {
    const std::string whole = Folder::read(path);
    std::mt19937 random(7);
    int refused = 0;
    for (int i = 0; i < 400; ++i) {
        std::string damaged = whole;
        damaged[random() % damaged.size()] ^= static_cast<char>(1 + random() % 255);
        Document loaded;
        try {
            load_scene(loaded, folder.write("damaged.gimbal", damaged), job);
            check_equal(document, loaded);  // a date or a comment of the archive
        } catch (const SceneFileError&) { ++refused; }
    }
    CHECK(refused > 350);
}

TEST_CASE_FIXTURE(SavedScene, "a newer file, and one that is not a scene, are refused with the reason") {
    CHECK(contains(refusal_of(manifest_with(R"("objects": [])", "3")), "newer version (scene format 3"));
    CHECK(contains(refusal_of(manifest_with(R"("objects": [])", "0")), "its version is 0"));
    CHECK(contains(refusal_of(R"({"format": "other", "version": 1})"), "not a scene file"));
    CHECK(contains(refusal_of("[1]"), "not a scene file"));
    CHECK(contains(refusal_of("nonsense"), "manifest cannot be read"));
    CHECK(contains(refusal(folder.write("text.gimbal", "hello")), "not a scene file"));
    ZipWriter zip(folder.file("zip.gimbal"));
    zip.add("readme.txt", Packing::stored, "hello", job);
    zip.finish();
    CHECK(contains(refusal(folder.file("zip.gimbal")), "no manifest.json"));
}

TEST_CASE_FIXTURE(SavedScene, "members that this version does not know are ignored") {
    CHECK(refusal_of(manifest_with(R"("lamps": [1, 2], "objects": [{"name": "a", "mesh": 0, "glow": 1}],)"
                                   R"("meshes": [{"vertices": "v.npy", "triangles": "t.npy", "uv": "uv.npy"}])")) ==
          "");
}

TEST_CASE_FIXTURE(SavedScene, "a manifest that does not fit its meshes is refused") {
    const std::string objects = R"("objects": [{"name": "a", "mesh": 0}], )";
    const auto with_mesh = [&](const char* vertices, const char* triangles) {
        return refusal_of(manifest_with(objects + R"("meshes": [{"vertices": ")" + vertices + R"(", "triangles": ")" +
                                        triangles + R"("}])"));
    };
    CHECK(with_mesh("v.npy", "t.npy") == "");
    CHECK(contains(with_mesh("v.npy", "gone.npy"), "'gone.npy' is missing"));
    for (const std::string& words : {with_mesh("v.npy", "v.npy"), with_mesh("long.npy", "t.npy"),
                                     with_mesh("v.npy", "far.npy"), with_mesh("v.npy", "gone.npy")}) {
        CAPTURE(words);
        CHECK(words.find("it is damaged: ") != std::string::npos);
        CHECK(words.find("it is damaged: ") == words.rfind("it is damaged: "));  // said once
    }
    CHECK(contains(with_mesh("v.npy", "far.npy"), "'v.npy': triangle 0 uses vertex 9, but there are 4"));
    CHECK(contains(with_mesh("t.npy", "t.npy"), "type <f4"));
    CHECK(contains(with_mesh("v.npy", "v.npy"), "type <u4"));
    CHECK(contains(with_mesh("manifest.json", "t.npy"), "not a NumPy array"));
    CHECK(contains(with_mesh("long.npy", "t.npy"), "names 1073741824 rows"));
    CHECK(contains(with_mesh("huge.npy", "t.npy"), "names 999999999999999 rows"));
    CHECK(contains(refusal_of(manifest_with(R"("objects": [{"name": "a", "mesh": 0}])")), "the mesh 0 of 0"));
    CHECK(contains(refusal_of(manifest_with(R"("objects": [{"name": "a", "mesh": -1}])")), "the mesh -1"));
    CHECK(contains(refusal_of(manifest_with(R"("objects": [{"mesh": 0}])")), "name"));
    CHECK(contains(refusal_of(manifest_with(R"("objects": 7)")), "'objects' is not a list"));
    CHECK(contains(refusal_of(manifest_with(R"("selection": [0])")), "the object 0 of 0"));
    CHECK(contains(refusal_of(manifest_with(R"("camera": {"target": [1, 2]})")), "'target'"));
    CHECK(contains(refusal_of(manifest_with(R"("camera": {"distance": 1e300})")), "out of range"));
    CHECK(contains(refusal_of(manifest_with(R"("camera": 3)")), "damaged"));
    CHECK_FALSE(contains(refusal_of(manifest_with(R"("camera": 3)")), "json.exception"));
    CHECK(contains(refusal_of(manifest_with(R"("meshes": [{"vertices": "v.npy", "triangles": "t.npy"}],
                                                "objects": [{"name": "a\u0000b", "mesh": 0}])")),
                   "a name contains a null character"));
    CHECK(contains(refusal_of(manifest_with(R"("scripts": [{"text": "t.npy"}])")), "not UTF-8"));
}

TEST_CASE_FIXTURE(SavedScene, "numbers out of the range of a camera or a colour become the nearest in range") {
    REQUIRE(refusal_of(manifest_with(R"("camera": {"field_of_view": 0, "distance": -1, "pitch": 1000},
        "meshes": [{"vertices": "v.npy", "triangles": "t.npy"}],
        "objects": [{"name": "a", "mesh": 0, "colour": [5, -1, 0.5, 1]}])")) == "");
    load_scene(document, folder.file("other.gimbal"), job);
    CHECK(document.camera().field_of_view == Camera::least_field_of_view);
    CHECK(document.camera().distance == Camera::least_distance);
    CHECK(document.camera().pitch == Camera::most_pitch);
    CHECK(document.get(document.find("a")).colour == glm::vec4(1, 0, 0.5f, 1));
}

TEST_CASE_FIXTURE(SavedScene, "a manifest nested without end is refused") {
    CHECK(contains(refusal_of(std::string(1'000'000, '[')), "nested too deep"));
    CHECK(contains(refusal_of(manifest_with("\"x\": " + std::string(1'000'000, '['))), "nested too deep"));
}

TEST_CASE_FIXTURE(SavedScene, "an archive that unpacks to a huge size is refused before it is unpacked") {
    ZipWriter zip(folder.file("bomb.gimbal"));
    zip.add("manifest.json", Packing::deflated, manifest_with(R"("objects": [])"), job);
    const std::string zeros(200u << 20, '\0');
    zip.add("zeros.npy", Packing::deflated, zeros, job);
    zip.finish();
    CHECK(std::filesystem::file_size(folder.file("bomb.gimbal")) < (2u << 20));
    CHECK(contains(refusal(folder.file("bomb.gimbal")), "unpacks to 200 MiB"));
}

TEST_CASE_FIXTURE(SavedScene, "names of files outside the archive are refused") {
    for (const char* name : {"../evil.py", "/etc/passwd", "a/../../b", "a\\b"}) {
        ZipWriter zip(folder.file("names.gimbal"));
        zip.add(name, Packing::stored, "x", job);
        zip.add("manifest.json", Packing::stored, manifest_with(R"("objects": [])"), job);
        zip.finish();
        CHECK(contains(refusal(folder.file("names.gimbal")), "leads out of the archive"));
    }
}

TEST_CASE_FIXTURE(SavedScene, "only regular files are opened") {
    const auto pipe = folder.file("pipe.gimbal");
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    CHECK(contains(refusal(pipe), "not an ordinary file"));
    CHECK_THROWS_AS(load_scene(document, folder.path(), job), std::system_error);
    CHECK_THROWS_AS(load_scene(document, folder.file("missing.gimbal"), job), std::system_error);
}

TEST_CASE_FIXTURE(SavedScene, "a cancelled save keeps the old file, and a cancelled load the scene") {
    const std::string before = Folder::read(path);
    document.add("more", shared(grid(300)));
    Job stopped("stopped");
    stopped.cancel();
    CHECK_THROWS_AS(save_scene(document, path, stopped), Cancelled);
    CHECK(Folder::read(path) == before);
    CHECK(document.modified());
    Document other;
    other.add("stays", shared(tetrahedron()));
    CHECK_THROWS_AS(load_scene(other, path, stopped), Cancelled);
    CHECK(other.object_count() == 1);
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder.path())) ++files;
    CHECK(files == 1);  // no temporary file is left
}

TEST_CASE_FIXTURE(SavedScene, "a scene has a name that ends in .gimbal, and a folder that can be written") {
    CHECK(contains(error_of<SceneFileError>([&] { save_scene(document, folder.file("scene.obj"), job); }),
                   "ends in .gimbal"));
    CHECK_THROWS_AS(save_scene(document, folder.file("no/folder.gimbal"), job), std::system_error);
    CHECK_THROWS_AS(save_scene(document, path / "folder.gimbal", job), std::system_error);
}

TEST_CASE_FIXTURE(SavedScene, "a scene is not saved onto a pipe or a device, as meshes are not") {
    REQUIRE(::mkfifo(folder.file("pipe.gimbal").c_str(), 0600) == 0);
    std::filesystem::create_symlink("/dev/full", folder.file("full.gimbal"));
    std::filesystem::create_symlink("/dev/full", folder.file("full.obj"));
    const std::string reason = "it is not an ordinary file. Choose another name";
    for (const char* name : {"pipe.gimbal", "full.gimbal"}) {
        CAPTURE(name);
        CHECK(error_of<SceneFileError>([&] { save_scene(document, folder.file(name), job); }) ==
              "cannot save '" + folder.file(name).string() + "': " + reason);
    }
    CHECK(contains(
        error_of<MeshFileError>([&] { save_meshes(folder.file("full.obj"), {object("a", tetrahedron())}, job); }),
        reason));
}

TEST_CASE_FIXTURE(SavedScene, "a script that no file can hold is named, and the old file stays") {
    const std::string before = Folder::read(path);
    document.keep_scripts({{std::string(17 << 20, '#'), "/tmp/long.py", 1, 1, true}}, document.scripts_opened());
    CHECK(error_of<SceneFileError>([&] { save_scene(document, path, job); }) ==
          "cannot save '" + path.string() +
              "': the script '/tmp/long.py' is longer than 16 MiB. Close it in the editor");
    CHECK(Folder::read(path) == before);
}

TEST_CASE("scripts of a file that was opened are not overwritten by what the editor had before") {
    Document document;
    document.keep_scripts({{"old", "", 1, 1, true}}, 0);
    SceneContents contents;
    contents.scripts = {{"new", "", 1, 1, false}};
    document.replace(contents);
    document.keep_scripts({{"old", "", 1, 1, true}}, 0);
    CHECK(document.scripts()->at(0).text == "new");
    document.keep_scripts({{"edited", "", 1, 1, true}}, document.scripts_opened());
    CHECK(document.scripts()->at(0).text == "edited");
}

}  // namespace gimbal::document
