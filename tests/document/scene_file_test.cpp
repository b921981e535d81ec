// Scene files: what comes back, and what is refused.
#include "api/document/scene_file/scene_file.h"

#include <sys/stat.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "api/document/scene_file/manifest.h"
#include "api/document/scene_file/npy.h"
#include "api/document/scene_file/zip_reader.h"
#include "api/document/scene_file/zip_writer.h"
#include "fixtures.h"

namespace gimbal::document {
namespace {

// A mesh with numbers that a text format would round.
Mesh odd_mesh(unsigned seed, std::size_t count) {
    std::mt19937 random(seed);
    std::vector<glm::vec3> positions(count);
    for (glm::vec3& p : positions)
        for (int i = 0; i < 3; ++i) {
            const auto bits = static_cast<std::uint32_t>(random());
            float number = 0;
            std::memcpy(&number, &bits, sizeof number);
            p[i] = std::isfinite(number) ? number : -0.0f;
        }
    std::vector<Triangle> triangles(count);
    for (Triangle& t : triangles)
        for (std::uint32_t& corner : t) corner = static_cast<std::uint32_t>(random() % count);
    return Mesh(std::move(positions), std::move(triangles));
}

template <class Row>
bool same_bits(const std::vector<Row>& a, const std::vector<Row>& b) {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(Row)) == 0);
}

// A scene with each kind of property away from its default.
void fill(Document& document) {
    const ObjectId first = document.add("Ring \xC3\xA4 'quoted'", shared(odd_mesh(1, 1000)));
    const ObjectId second = document.add("empty", shared(Mesh()));
    const ObjectId third = document.add("moved",
                                        shared(document.mesh(first)->with_positions(odd_mesh(2, 1000).positions())));
    const ObjectId fourth = document.add("shares", document.mesh(first));
    document.modify(first, [](Object& object) {
        object.location = {0.1f, -2.5e-30f, 3e30f};
        object.rotation = {0.3f, 1 / 3.0f, -0.7f};
        object.scale = {1, -2, 0.1f};
        object.colour = {0.1f, 0.2f, 0.3f, 0.4f};
        object.visible = false;
    });
    document.select(std::vector{fourth, second, third});
    Camera camera;
    camera.target = {1, 2, 3};
    camera.yaw = 0.1f;
    camera.orthographic = true;
    document.set_camera(camera);
    document.keep_scripts({{"print('\xE2\x82\xAC')\n", "/tmp/a.py", 3, 7, true}, {"", "", 1, 1, false}}, 0);
}

void check_equal(const Document& left, const Document& right) {
    const ScenePtr a = left.snapshot(), b = right.snapshot();
    std::vector<const Object*> objects;
    b->for_each([&](ObjectId, const Object& object) { objects.push_back(&object); });
    REQUIRE(a->object_count() == objects.size());
    std::size_t at = 0;
    a->for_each([&](ObjectId, const Object& object) {
        const Object& other = *objects[at++];
        CHECK(object.name == other.name);
        CHECK(object.location == other.location);
        CHECK(object.rotation == other.rotation);
        CHECK(object.scale == other.scale);
        CHECK(object.colour == other.colour);
        CHECK(object.visible == other.visible);
        CHECK(same_bits(object.mesh->positions(), other.mesh->positions()));
        CHECK(same_bits(object.mesh->triangles(), other.mesh->triangles()));
        CHECK(same_bits(object.mesh->lines(), other.mesh->lines()));
        CHECK(same_bits(object.mesh->colours(), other.mesh->colours()));
    });
    CHECK(left.camera() == right.camera());
    CHECK(*left.scripts() == *right.scripts());
    std::vector<std::string> selected[2];
    for (const ObjectId id : a->selection()) selected[0].push_back(a->find(id)->name);
    for (const ObjectId id : b->selection()) selected[1].push_back(b->find(id)->name);
    CHECK(selected[0] == selected[1]);
}

std::string refusal(const std::filesystem::path& path) {
    Document document;
    document.add("stays", shared(tetrahedron()));
    Job job("load");
    const std::string words = error_of<SceneFileError>([&] { load_scene(document, path, job); });
    CHECK(document.object_count() == 1);
    return words;
}

bool contains(const std::string& text, std::string_view part) {
    INFO(text);
    return text.find(part) != std::string::npos;
}

// A saved scene, and its bytes to damage.
struct SavedScene {
    SavedScene() {
        fill(document);
        save_scene(document, path, job);
    }
    // Another archive with this manifest and one good mesh.
    std::string refusal_of(const std::string& manifest, Packing packing = Packing::deflated) {
        ZipWriter zip(folder.file("other.gimbal"));
        zip.add("manifest.json", packing, manifest, job);
        const Mesh mesh = tetrahedron();
        const auto bytes = [](const auto& rows) {
            return std::string_view(reinterpret_cast<const char*>(rows.data()), rows.size() * 12);
        };
        zip.add("v.npy", packing, npy_header(npy_float32, 4, 3), bytes(mesh.positions()), job);
        zip.add("t.npy", packing, npy_header(npy_uint32, 4, 3), bytes(mesh.triangles()), job);
        zip.add("long.npy", packing, npy_header(npy_float32, 1u << 30, 3), bytes(mesh.positions()), job);
        zip.add("huge.npy", packing, npy_header(npy_float32, 999999999999999, 3), bytes(mesh.positions()), job);
        zip.finish();
        return refusal(folder.file("other.gimbal"));
    }
    Folder folder;
    std::filesystem::path path = folder.file("scene.gimbal");
    Document document;
    Job job{"save"};
};

std::string manifest_with(const std::string& rest, const std::string& version = "1") {
    return R"({"format": "gimbal scene", "version": )" + version + ", " + rest + "}";
}

}  // namespace

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

TEST_CASE_FIXTURE(SavedScene, "a newer file, and one that is no scene, say so") {
    CHECK(contains(refusal_of(manifest_with(R"("objects": [])", "2")), "newer version (scene format 2"));
    CHECK(contains(refusal_of(manifest_with(R"("objects": [])", "0")), "its version is 0"));
    CHECK(contains(refusal_of(R"({"format": "other", "version": 1})"), "no scene file"));
    CHECK(contains(refusal_of("[1]"), "no scene file"));
    CHECK(contains(refusal_of("nonsense"), "manifest cannot be read"));
    CHECK(contains(refusal(folder.write("text.gimbal", "hello")), "no scene file"));
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
    CHECK(contains(with_mesh("t.npy", "t.npy"), "type <f4"));
    CHECK(contains(with_mesh("v.npy", "v.npy"), "type <u4"));
    CHECK(contains(with_mesh("manifest.json", "t.npy"), "no array of NumPy"));
    CHECK(contains(with_mesh("long.npy", "t.npy"), "names 1073741824 rows"));
    CHECK(contains(with_mesh("huge.npy", "t.npy"), "names 999999999999999 rows"));
    CHECK(contains(refusal_of(manifest_with(R"("objects": [{"name": "a", "mesh": 0}])")), "the mesh 0 of 0"));
    CHECK(contains(refusal_of(manifest_with(R"("objects": [{"name": "a", "mesh": -1}])")), "the mesh -1"));
    CHECK(contains(refusal_of(manifest_with(R"("objects": [{"mesh": 0}])")), "name"));
    CHECK(contains(refusal_of(manifest_with(R"("objects": 7)")), "'objects' is no list"));
    CHECK(contains(refusal_of(manifest_with(R"("selection": [0])")), "the object 0 of 0"));
    CHECK(contains(refusal_of(manifest_with(R"("camera": {"target": [1, 2]})")), "'target'"));
    CHECK(contains(refusal_of(manifest_with(R"("camera": {"distance": 1e300})")), "out of range"));
    CHECK(contains(refusal_of(manifest_with(R"("camera": 3)")), "damaged"));
    CHECK(contains(refusal_of(manifest_with(R"("scripts": [{"text": "t.npy"}])")), "not UTF-8"));
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

TEST_CASE_FIXTURE(SavedScene, "names that lead out of the archive are refused") {
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
    CHECK(contains(refusal(pipe), "not a regular file"));
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
        return manifest.substr(manifest.find("\"version\": ") + 11, 1);
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
    CHECK(contains(refusal_of(manifest("v.npy")), "no table of 4 columns"));
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
