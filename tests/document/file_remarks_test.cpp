// The sentence about a load or a save names what was left out or changed.
#include <nlohmann/json.hpp>

#include "api/document/io/base64.h"
#include "api/document/io/mesh_io.h"
#include "tests/document/fixtures.h"

using namespace gimbal::document;
using Json = nlohmann::json;

namespace {

const std::string corners = "v 0 0 0\nv 1 0 0\nv 0 1 0\n";

struct Remarks : Folder {
    mutable Job job{"test"};

    std::string of_load(const std::string& name, const std::string& contents) const {
        loaded = load_meshes(write(name, contents), job);
        const std::string note = job.note();
        CHECK(note.starts_with("Loaded "));
        return between_brackets(note);
    }
    std::string of_save(const std::string& name, const std::vector<Object>& objects) const {
        return save_meshes(file(name), objects, job).remarks;
    }
    // "Loaded 1 object from a.obj (OBJ, Z up, without textures): …": what follows the format.
    static std::string between_brackets(const std::string& note) {
        const std::size_t begin = note.find(", ", note.find('(')) + 2;
        return note.substr(begin, note.find("): ") - begin);
    }
    mutable std::vector<Object> loaded;
};

const std::string turned = "turned from Y up to Z up";

// Two triangles over four vertices, each a primitive with the material of its number.
Json two_materials() {
    const float positions[] = {0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0};
    const std::uint16_t indices[] = {0, 1, 2, 2, 1, 3};
    const std::string blob = std::string(reinterpret_cast<const char*>(positions), sizeof positions) +
                             std::string(reinterpret_cast<const char*>(indices), sizeof indices);
    const auto primitive = [](int number) {
        return Json{{"attributes", {{"POSITION", 0}}}, {"indices", number + 1}, {"material", number}};
    };
    const auto material = [](double red) {
        return Json{{"pbrMetallicRoughness", {{"baseColorFactor", {red, 0.5, 0, 1}}}}};
    };
    return {
        {"asset", {{"version", "2.0"}}},
        {"nodes", {{{"mesh", 0}, {"name", "tent"}}}},
        {"meshes", {{{"primitives", {primitive(0), primitive(1)}}}}},
        {"materials", {material(1), material(0)}},
        {"accessors",
         {{{"bufferView", 0}, {"componentType", 5126}, {"count", 4}, {"type", "VEC3"}},
          {{"bufferView", 1}, {"componentType", 5123}, {"count", 3}, {"type", "SCALAR"}},
          {{"bufferView", 1}, {"byteOffset", 6}, {"componentType", 5123}, {"count", 3}, {"type", "SCALAR"}}}},
        {"bufferViews", {{{"buffer", 0}, {"byteLength", 48}}, {{"buffer", 0}, {"byteOffset", 48}, {"byteLength", 12}}}},
        {"buffers", {{{"byteLength", 60}, {"uri", "data:application/octet-stream;base64," + base64_encoded(blob)}}}}};
}

}  // namespace

TEST_CASE_FIXTURE(Remarks, "triangles that repeat a corner are left out, and each format says how many") {
    CHECK(of_load("a.obj", corners + "f 1 2 3\nf 1 1 2\n") == turned + ", without 1 triangle of no area");
    CHECK(loaded[0].mesh->triangle_count() == 1);
    CHECK(of_load("b.obj", corners + "f 1 1 2\nf 3 3 3\n") == turned + ", without 2 triangles of no area");
    CHECK(loaded[0].mesh->vertex_count() == 3);  // only such triangles: the vertices stay
    CHECK(of_load("c.obj", "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nf 1 1 2 3 4 4\n") == turned);  // a square
    CHECK(of_load("d.obj", "o a\n" + corners + "f 1 2 3\no b\nf 1 1 2\nf 3 2 1\n") ==
          turned + ", without 1 triangle of no area");
    CHECK(of_load("a.off", "OFF\n3 2 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n3 0 0 1\n") ==
          "Z up, without 1 triangle of no area");
    CHECK(of_load("a.ply",
                  "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
                  "element face 2\nproperty list uchar int vertex_indices\nend_header\n"
                  "0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n3 0 0 1\n") == "Z up, without 1 triangle of no area");
    const std::string facet = "facet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\n";
    CHECK(of_load("a.stl", "solid\n" + facet +
                               "outer loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 0 0\nendloop\n"
                               "endfacet\nendsolid\n") == "Z up, without 1 triangle of no area");
    Json json = two_materials();
    json["accessors"][2]["byteOffset"] = 0;
    json["accessors"][2]["componentType"] = 5121;  // 0 0 1: the bytes of two small indices
    CHECK(of_load("a.gltf", json.dump()).find("without 1 triangle of no area") != std::string::npos);
}

TEST_CASE_FIXTURE(Remarks, "saved objects come back with the remark that fits") {
    const Object twisted = object("twisted", Mesh({{0, 0, 0}, {1, 0, 0}, {0, 1, 0}}, {{0, 1, 2}, {0, 0, 1}}));
    for (const std::string& extension : mesh_extensions()) {
        CAPTURE(extension);
        save_meshes(file("twisted" + extension), {twisted}, job);
        load_meshes(file("twisted" + extension), job);
        CHECK(job.note().find("without 1 triangle of no area): 3 vertices, 1 triangle") != std::string::npos);
        save_meshes(file("tetrahedron" + extension), {object("tetrahedron", tetrahedron())}, job);
        CHECK(job.note().find("with") == std::string::npos);
        load_meshes(file("tetrahedron" + extension), job);
        CHECK(job.note().find("with") == std::string::npos);
    }
}

TEST_CASE_FIXTURE(Remarks, "strips repeat corners on purpose") {
    CHECK(of_load("strip.ply",
                  "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\n"
                  "element tristrips 1\nproperty list uchar int vertex_indices\nend_header\n"
                  "0 0 0\n1 0 0\n0 1 0\n1 1 0\n5 0 1 2 2 3\n") == "Z up");
    Json json = two_materials();
    json["meshes"][0]["primitives"] = {{{"attributes", {{"POSITION", 0}}}, {"indices", 1}, {"mode", 5}}};
    json["accessors"][1]["count"] = 6;  // 0 1 2 2 1 3
    CHECK(of_load("strip.gltf", json.dump()) == turned);
    CHECK(loaded[0].mesh->triangle_count() == 2);
}

TEST_CASE_FIXTURE(Remarks,
                  "an object of several materials has the colour of most of its faces, and the sentence says so") {
    write("m.mtl", "newmtl red\nKd 1 0 0\nnewmtl blue\nKd 0 0 1\nnewmtl also_red\nKd 1 0 0\n");
    const std::string head = "mtllib m.mtl\n" + corners, red = "usemtl red\nf 1 2 3\n", blue = "usemtl blue\nf 1 3 2\n";
    CHECK(of_load("a.obj", head + red + blue) == turned + ", with the main one of 2 colours");
    CHECK(loaded[0].colour == glm::vec4(1, 0, 0, 1));
    CHECK(of_load("b.obj", head + red + blue + red + blue + blue) == turned + ", with the main one of 2 colours");
    CHECK(loaded[0].colour == glm::vec4(0, 0, 1, 1));
    CHECK(of_load("c.obj", head + red + "usemtl also_red\nf 1 3 2\n") == turned);
    CHECK(of_load("d.obj", head + "o a\n" + red + "o b\n" + blue) == turned);
    CHECK(of_load("e.obj", head + "o a\n" + red + blue + "o b\n" + blue + red) ==
          turned + ", with the main colour of each of 2 objects that have several");
    CHECK(of_load("two.gltf", two_materials().dump()) == turned + ", with the main one of 2 colours");
    CHECK(loaded[0].colour == glm::vec4(1, 0.5f, 0, 1));
    Json json = two_materials();
    json["meshes"][0]["primitives"][1]["material"] = 0;
    CHECK(of_load("one.gltf", json.dump()) == turned);
}

TEST_CASE_FIXTURE(Remarks, "lines and points have the colour of their material too") {
    write("m.mtl", "newmtl red\nKd 1 0 0\n");
    load_meshes(write("l.obj", "mtllib m.mtl\n" + corners + "usemtl red\nl 1 2\n"), job);
    CHECK(load_meshes(file("l.obj"), job).at(0).colour == glm::vec4(1, 0, 0, 1));
}

TEST_CASE_FIXTURE(Remarks, "materials without their file, textures, animations and cameras are left out") {
    const std::string face = "usemtl red\nf 1 2 3\n";
    CHECK(of_load("a.obj", "mtllib none.mtl\n" + corners + face) == turned + ", without the materials of 'none.mtl'");
    CHECK(of_load("b.obj", "mtllib none.mtl\nmtllib gone.mtl\n" + corners + face) ==
          turned + ", without the materials of 2 files");
    CHECK(of_load("c.obj", "mtllib none.mtl\n" + corners + "f 1 2 3\n") == turned);  // it uses none
    write("m.mtl", "newmtl red\nKd 1 0 0\nmap_Kd wood.png\n");
    CHECK(of_load("d.obj", "mtllib m.mtl\n" + corners + face) == turned + ", without textures");
    CHECK(of_load("e.obj", corners + "f 1 2 3\ncurv 0 1 1 2 3\nsurf 0 1 0 1 1 2 3\n") ==
          turned + ", without 2 free-form curves and surfaces");
    Json json = two_materials();
    json["meshes"][0]["primitives"].erase(1);
    json["textures"] = {{{"source", 0}}};
    json["animations"] = json["cameras"] = Json::array({Json::object()});
    CHECK(of_load("a.gltf", json.dump()) == turned + ", without textures, without animations, without cameras");
}

TEST_CASE_FIXTURE(Remarks, "one line may name several files of materials") {
    write("red.mtl", "newmtl red\nKd 1 0 0\n");
    write("blue paint.mtl", "newmtl blue\nKd 0 0 1\n");
    const std::string faces = corners + "o a\nusemtl red\nf 1 2 3\no b\nusemtl blue\nf 1 3 2\n";
    CHECK(of_load("a.obj", "mtllib none.mtl red.mtl\nmtllib blue paint.mtl\n" + faces) ==
          turned + ", without the materials of 'none.mtl'");
    CHECK(loaded[0].colour == glm::vec4(1, 0, 0, 1));
    CHECK(loaded[1].colour == glm::vec4(0, 0, 1, 1));
    CHECK(of_load("b.obj", "mtllib none at all.mtl\n" + faces) ==
          turned + ", without the materials of 'none at all.mtl'");
}

TEST_CASE_FIXTURE(Remarks, "the colours of faces are left out, and so are bytes after the end of a binary STL") {
    const std::string remark = "Z up, without the colours of faces";
    CHECK(of_load("a.ply", "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\n"
                           "property float z\nelement face 1\nproperty list uchar int vertex_indices\n"
                           "property uchar red\nproperty uchar green\nproperty uchar blue\nend_header\n"
                           "0 0 0\n1 0 0\n0 1 0\n3 0 1 2 0 255 0\n") == remark);
    CHECK(of_load("a.off", "OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2 255 0 0\n") == remark);
    CHECK(of_load("a.stl", "solid\nfacet normal 0 0 1\ncolor 1 0 0\nouter loop\nvertex 0 0 0\nvertex 1 0 0\n"
                           "vertex 0 1 0\nendloop\nendfacet\nendsolid\n") == remark);
    save_meshes(file("b.stl"), {object("b", tetrahedron())}, job);
    std::string bytes = read(file("b.stl"));
    CHECK(of_load("c.stl", bytes + "more") == "Z up, without 4 bytes after its end");
    bytes[84 + 49] = '\x80';  // VisCAM, SolidView
    CHECK(of_load("d.stl", bytes) == remark);
    CHECK(of_load("e.stl", "COLOR=\xFF\xFF\xFF\xFF" + read(file("b.stl")).substr(10)) == remark);  // Materialise Magics
}

TEST_CASE_FIXTURE(Remarks, "names that a format changes are counted, and the others survive") {
    const auto named = [](const std::string& name) { return object(name, tetrahedron()); };
    CHECK(of_save("a.obj", {named("two words"), named("#1")}) == "turned from Z up to Y up");
    CHECK(read(file("a.obj")).find("\no two words\n") != std::string::npos);
    const std::vector<Object> kept = load_meshes(file("a.obj"), job);
    CHECK(kept.at(0).name == "two words");
    CHECK(kept.at(1).name == "#1");
    CHECK(of_save("b.obj", {named("a\nb"), named(" c"), named("d "), named("e\\")}) ==
          "turned from Z up to Y up, with 4 changed names");
    const std::vector<Object> changed = load_meshes(file("b.obj"), job);
    REQUIRE(changed.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) CHECK(changed[i].name == std::vector<std::string>{"a_b", "_c", "d_", "e_"}[i]);
    CHECK(of_load("c.obj", "o a\x01\n" + corners + "f 1 2 3\n") == turned + ", with 1 changed name");
    CHECK(of_save("a.ply", {named("tower")}) == "Z up, without its name");
    CHECK(of_save("a.off", {named("a")}) == "Z up");
    CHECK(of_save("a.stl", {named("a"), named("b")}) == "Z up, as one mesh without names");
}

TEST_CASE_FIXTURE(Remarks, "glTF keeps control characters in names, which JSON escapes, but no null character") {
    const std::string name = "a\nb\tc\x1F \x7F";
    for (const std::string extension : {".gltf", ".glb"}) {
        save_meshes(file("n" + extension), {object(name, tetrahedron())}, job);
        CHECK(load_meshes(file("n" + extension), job).at(0).name == name);
        CHECK(job.note().find("changed name") == std::string::npos);
    }
    Json json = two_materials();
    json["meshes"][0]["primitives"].erase(1);
    json["nodes"][0]["name"] = std::string("a\0b", 3);
    CHECK(of_load("null.gltf", json.dump()) == turned + ", with 1 changed name");
    CHECK(loaded[0].name == "a_b");
}

TEST_CASE_FIXTURE(Remarks, "a save as STL says how many lines and loose vertices it leaves out") {
    const Object wire = object(
        "wire", Mesh({{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {5, 5, 5}, {6, 6, 6}, {7, 7, 7}}, {{0, 1, 2}}, {{3, 4}}));
    CHECK(of_save("wire.stl", {wire}) == "Z up, without 1 line, without 1 loose vertex");
    for (const std::string name : {"wire.obj", "wire.ply", "wire.off", "wire.glb"}) {
        CAPTURE(name);
        CHECK(of_save(name, {wire}).find("without") == std::string::npos);
        CHECK(load_meshes(file(name), job).at(0).mesh->lines() == wire.mesh->lines());
    }
}
