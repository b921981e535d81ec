// glTF files: layouts of accessors, modes, nodes, skins, morph targets, and what is refused.
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include <cstring>

#include "api/document/io/base64.h"
#include "api/document/io/mesh_io.h"
#include "tests/document/fixtures.h"

using namespace gimbal::document;
using doctest::Approx;
using Json = nlohmann::json;

namespace {

Job job{"test"};

template <class Number>
std::string bytes_of(std::initializer_list<Number> numbers) {
    return {reinterpret_cast<const char*>(std::data(numbers)), numbers.size() * sizeof(Number)};
}

const std::string corners = bytes_of<float>({0, 0, 0, 2, 0, 0, 0, 2, 0}), numbers = bytes_of<std::uint16_t>({0, 1, 2});

std::string data_uri(const std::string& bytes) {
    return "data:application/octet-stream;base64," + base64_encoded(bytes);
}

// One triangle of area 2: view and accessor 0 are its positions, 1 its indices.
Json triangle(const std::string& positions = corners, const std::string& indices = numbers) {
    const std::string blob = positions + indices;
    return {{"asset", {{"version", "2.0"}}},
            {"scenes", {{{"nodes", {0}}}}},
            {"nodes", {{{"mesh", 0}}}},
            {"meshes", {{{"primitives", {{{"attributes", {{"POSITION", 0}}}, {"indices", 1}}}}}}},
            {"accessors",
             {{{"bufferView", 0}, {"componentType", 5126}, {"count", 3}, {"type", "VEC3"}},
              {{"bufferView", 1}, {"componentType", 5123}, {"count", indices.size() / 2}, {"type", "SCALAR"}}}},
            {"bufferViews",
             {{{"buffer", 0}, {"byteLength", positions.size()}},
              {{"buffer", 0}, {"byteOffset", positions.size()}, {"byteLength", indices.size()}}}},
            {"buffers", {{{"byteLength", blob.size()}, {"uri", data_uri(blob)}}}}};
}

struct GltfFiles : Folder {
    std::vector<Object> load(const Json& json) const { return load_meshes(write("t.gltf", json.dump()), job); }
    void check_area(const Json& json, double area, std::size_t triangles = 1) const {
        const std::vector<Object> loaded = load(json);
        REQUIRE(loaded.size() == 1);
        CHECK(loaded[0].mesh->triangle_count() == triangles);
        CHECK(loaded[0].mesh->area() == Approx(area));
    }
    void check_refusal(const std::string& contents, const char* part, const char* name = "t.gltf") const {
        const auto path = write(name, contents);
        const std::string error = error_of<MeshFileError>([&] { load_meshes(path, job); });
        CAPTURE(error);
        CHECK(error.find(part) != std::string::npos);
    }
};

std::string glb(const std::string& text, const std::string& binary = "") {
    const auto number = [](std::size_t n) { return bytes_of<std::uint32_t>({static_cast<std::uint32_t>(n)}); };
    std::string json = text;
    json.append((4 - json.size() % 4) % 4, ' ');
    std::string rest = number(json.size()) + "JSON" + json;
    if (!binary.empty()) rest += number(binary.size()) + std::string("BIN\0", 4) + binary;
    return "glTF" + number(2) + number(12 + rest.size()) + rest;
}

}  // namespace

TEST_CASE_FIXTURE(GltfFiles, "buffers may be text, a file beside it or a part of the file") {
    check_area(triangle(), 2);
    Json json = triangle();
    write("my data.bin", corners + numbers);
    json["buffers"][0]["uri"] = "my%20data.bin";
    check_area(json, 2);
    json["buffers"][0].erase("uri");
    CHECK(load_meshes(write("t.glb", glb(json.dump(), corners + numbers)), job).at(0).mesh->area() == Approx(2));
    CHECK(load_meshes(write("text.glb", glb(triangle().dump())), job).at(0).mesh->area() == Approx(2));
}

TEST_CASE_FIXTURE(GltfFiles, "a large buffer is written in pieces, and the decoding of one is stopped") {
    const Object large = object("data:application/octet-stream;base64,", grid(300));  // three megabytes
    for (const char* name : {"large.gltf", "large.glb"}) {
        save_meshes(file(name), {large}, job);
        const std::vector<Object> loaded = load_meshes(file(name), job);
        REQUIRE(loaded.size() == 1);
        CHECK(loaded[0].name == large.name);
        CHECK(loaded[0].mesh->positions() == large.mesh->positions());
        CHECK(loaded[0].mesh->triangles() == large.mesh->triangles());
    }
    Job stopped("load");
    stopped.cancel();
    CHECK_THROWS_AS(base64_decoded("AAAA", stopped), Cancelled);
}

TEST_CASE_FIXTURE(GltfFiles, "positions may be integers, strided or sparse") {
    Json json = triangle(bytes_of<std::int16_t>({0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0}));
    json["extensionsRequired"] = {"KHR_mesh_quantization"};
    json["accessors"][0]["componentType"] = 5122;
    json["bufferViews"][0]["byteStride"] = 8;
    check_area(json, 2);
    json = triangle(bytes_of<std::uint8_t>({0, 0, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0}));
    json["accessors"][0]["componentType"] = 5121;
    json["accessors"][0]["normalized"] = true;
    json["bufferViews"][0]["byteStride"] = 4;
    check_area(json, 0.5);
    const float rest[] = {0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 1, 0, 2, 0};  // the last one without its padding
    json = triangle(std::string(reinterpret_cast<const char*>(rest), sizeof rest));
    json["bufferViews"][0]["byteStride"] = 24;
    check_area(json, 2);
    json = triangle(corners + bytes_of<float>({0, 4, 0}), numbers + bytes_of<std::uint16_t>({2}));
    json["bufferViews"].push_back({{"buffer", 0}, {"byteOffset", 36}, {"byteLength", 12}});
    json["bufferViews"].push_back({{"buffer", 0}, {"byteOffset", 54}, {"byteLength", 2}});
    json["accessors"][1]["count"] = 3;
    json["accessors"][0]["sparse"] = {
        {"count", 1}, {"indices", {{"bufferView", 3}, {"componentType", 5123}}}, {"values", {{"bufferView", 2}}}};
    check_area(json, 4);
}

TEST_CASE_FIXTURE(GltfFiles, "every mode of a primitive is read") {
    const std::string square = bytes_of<float>({0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0});
    const auto with_mode = [&](int mode) {
        Json json = triangle(square, bytes_of<std::uint16_t>({0, 1, 2, 3}));
        json["accessors"][0]["count"] = 4;
        json["meshes"][0]["primitives"][0]["mode"] = mode;
        return json;
    };
    const auto lines = [&](int mode) { return load(with_mode(mode)).at(0).mesh->lines().size(); };
    CHECK(load(with_mode(0)).at(0).mesh->vertex_count() == 4);
    CHECK(lines(1) == 2);
    CHECK(lines(2) == 4);
    CHECK(lines(3) == 3);
    check_area(with_mode(5), 1, 2);
    const Mesh strip = *load(with_mode(5)).at(0).mesh;
    CHECK(strip.triangles() == std::vector<Triangle>{{0, 1, 2}, {2, 1, 3}});
    const Mesh fan = *load(with_mode(6)).at(0).mesh;
    CHECK(fan.triangles() == std::vector<Triangle>{{0, 1, 2}, {0, 2, 3}});
    check_refusal(with_mode(7).dump(), "unknown mode 7");
    Json plain = triangle();
    plain["meshes"][0]["primitives"][0].erase("indices");
    check_area(plain, 2);
}

TEST_CASE_FIXTURE(GltfFiles, "names, transforms and colours of nodes are read") {
    Json json = triangle();
    json["nodes"] = {{{"name", "root"}, {"children", {1, 2}}, {"translation", {0, 1, 0}}},
                     {{"name", "Wheel"}, {"mesh", 0}, {"translation", {1, 0, 0}}, {"scale", {2, 2, 2}}},
                     {{"mesh", 0}, {"matrix", {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 3, 1}}}};
    json["materials"] = {{{"pbrMetallicRoughness", {{"baseColorFactor", {1, 0.5, 0, 1}}}}}};
    json["meshes"][0]["primitives"][0]["material"] = 0;
    const std::vector<Object> loaded = load(json);
    REQUIRE(loaded.size() == 2);
    CHECK(loaded[0].name == "Wheel");
    CHECK(loaded[1].name == "t");
    CHECK(loaded[0].location == glm::vec3(1, 0, 1));  // Y up becomes Z up
    CHECK(loaded[0].scale == glm::vec3(2));
    CHECK(loaded[0].colour == glm::vec4(1, 0.5, 0, 1));
    CHECK(loaded[0].mesh == loaded[1].mesh);
    CHECK(loaded[1].location == glm::vec3(0, -3, 1));
    CHECK(loaded[0].bounds().high == glm::vec3(5, 0, 5));
}

TEST_CASE_FIXTURE(GltfFiles, "a transform that shears moves the vertices") {
    Json json = triangle();
    json["nodes"][0]["matrix"] = {1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    const std::vector<Object> loaded = load(json);
    CHECK(loaded.at(0).bounds().high == glm::vec3(2, 0, 2));
    CHECK(loaded[0].mesh->positions()[2] == glm::vec3(2, 0, 2));
}

TEST_CASE_FIXTURE(GltfFiles, "morph targets and skins have their pose at rest") {
    Json json = triangle();
    json["meshes"][0]["primitives"][0]["targets"] = {{{"POSITION", 0}}};
    json["meshes"][0]["weights"] = {1.0};
    check_area(json, 8);
    json = triangle(corners + bytes_of<float>({1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0}) + std::string(12, '\0'));
    json["bufferViews"].push_back({{"buffer", 0}, {"byteOffset", 36}, {"byteLength", 48}});
    json["bufferViews"].push_back({{"buffer", 0}, {"byteOffset", 84}, {"byteLength", 12}});
    json["accessors"].push_back({{"bufferView", 2}, {"componentType", 5126}, {"count", 3}, {"type", "VEC4"}});
    json["accessors"].push_back({{"bufferView", 3}, {"componentType", 5121}, {"count", 3}, {"type", "VEC4"}});
    json["meshes"][0]["primitives"][0]["attributes"] = {{"POSITION", 0}, {"WEIGHTS_0", 2}, {"JOINTS_0", 3}};
    json["skins"] = {{{"joints", {1}}}};
    json["nodes"] = {{{"mesh", 0}, {"skin", 0}, {"children", {1}}, {"translation", {9, 9, 9}}},
                     {{"scale", {3, 3, 3}}, {"translation", {-9, -9, -9}}}};
    check_area(json, 18);
    CHECK(load(json).at(0).location == glm::vec3(0));
}

TEST_CASE_FIXTURE(GltfFiles, "vertices that are split at seams are joined") {
    Json json = triangle(bytes_of<float>({0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1, 0}),
                         bytes_of<std::uint16_t>({0, 1, 2, 3, 4, 5}));
    json["accessors"][0]["count"] = 6;
    CHECK(load(json).at(0).mesh->vertex_count() == 6);
    json["meshes"][0]["primitives"][0]["attributes"]["NORMAL"] = 0;
    CHECK(load(json).at(0).mesh->vertex_count() == 4);
}

TEST_CASE_FIXTURE(GltfFiles, "a file that would be read wrongly in silence is refused") {
    check_refusal(triangle(corners, numbers + bytes_of<std::uint16_t>({0, 1, 9})).dump(),
                  "uses vertex 9, but there are 3");
    Json json = triangle();
    json["extensionsRequired"] = {"KHR_draco_mesh_compression"};
    check_refusal(json.dump(), "KHR_draco_mesh_compression");
    json = triangle();
    json["accessors"][0].erase("bufferView");
    check_refusal(json.dump(), "has no data");
    json = triangle();
    json["accessors"][0]["count"] = 4;
    check_refusal(json.dump(), "cut off");
    json["accessors"][0]["count"] = -1;
    check_refusal(json.dump(), "where a whole number must be");
    json = triangle();
    json["nodes"] = {{{"children", {1, 1}}}, {{"mesh", 0}}};
    check_refusal(json.dump(), "node 1 has two parents");
    json["nodes"] = {{{"children", {0}}, {"mesh", 0}}};
    check_refusal(json.dump(), "two parents");
    json = triangle();
    json["asset"]["version"] = "1.0";
    check_refusal(json.dump(), "glTF 1.0");
    for (const char* version : {"2.1", "3.0", "2.0x", "new"}) {
        json = triangle();
        json["asset"]["version"] = "2.1";
        json["asset"]["minVersion"] = version;
        check_refusal(json.dump(), (std::string("it needs a reader of glTF ") + version).c_str());
        json["asset"]["minVersion"] = "2.0";
        check_area(json, 2);
    }
    check_refusal(std::string(180000, '[') + std::string(180000, ']'), "nested more than 200 deep");
    check_refusal("{\"asset\":", "JSON is damaged");
    check_refusal(glb(triangle().dump()).substr(0, 100), "cut off", "cut.glb");
}

TEST_CASE_FIXTURE(GltfFiles, "a binary file ends where its header says") {
    Json json = triangle();
    json["buffers"][0].erase("uri");
    const std::string whole = glb(json.dump(), corners + numbers);
    const auto with_length = [&](std::size_t length) {
        std::string changed = whole;
        const auto number = static_cast<std::uint32_t>(length);
        std::memcpy(changed.data() + 8, &number, sizeof number);
        return changed;
    };
    Job noted("load");
    CHECK(load_meshes(write("longer.glb", whole + "rest"), noted).at(0).mesh->area() == Approx(2));
    CHECK(noted.note().find("without 4 bytes after its end") != std::string::npos);
    const std::string size = std::to_string(whole.size());
    check_refusal(with_length(whole.size() + 1), ("bytes, and it has " + size).c_str(), "far.glb");
    check_refusal(with_length(whole.size() - 4), "reaches beyond its end", "near.glb");
    check_refusal(with_length(0), "its header declares 0 bytes", "none.glb");
    std::string first = whole;
    first[4] = 1;
    check_refusal(first, "binary glTF of version 1", "first.glb");
}

TEST_CASE_FIXTURE(GltfFiles, "a chain of many nodes is read") {
    Json json = triangle();
    const int last = 13400;
    for (int i = 0; i < last; ++i) {
        json["nodes"][i].erase("mesh");
        json["nodes"][i]["children"] = {i + 1};
        json["nodes"][i + 1] = {{"mesh", 0}};
    }
    check_area(json, 2);
}

TEST_CASE_FIXTURE(GltfFiles, "buffers outside of the folder, pipes and devices are not opened") {
    Json json = triangle();
    const Folder elsewhere;
    elsewhere.write("data.bin", corners + numbers);
    const auto refused = [&](const std::string& uri, const char* part) {
        json["buffers"][0]["uri"] = uri;
        check_refusal(json.dump(), part);
    };
    refused(elsewhere.file("data.bin").string(), "outside its folder");
    refused("../" + elsewhere.path().filename().string() + "/data.bin", "outside its folder");
    std::filesystem::create_symlink(elsewhere.path(), file("link"));
    refused("link/data.bin", "outside its folder");
    REQUIRE(mkfifo(file("pipe.bin").c_str(), 0600) == 0);
    refused("pipe.bin", "not an ordinary file");
    refused("none.bin", "there is no such file");
    refused("http://example.org/data.bin", "there is no such file");
    std::filesystem::create_directory(file("sub"));
    write("sub/data.bin", corners + numbers);
    json["buffers"][0]["uri"] = "sub/data.bin";
    check_area(json, 2);
}

TEST_CASE_FIXTURE(GltfFiles, "a small file cannot ask for much memory") {
    Json json = triangle();
    json["accessors"][0] = {
        {"componentType", 5126},
        {"count", 4000000000u},
        {"type", "VEC3"},
        {"sparse",
         {{"count", 1}, {"indices", {{"bufferView", 1}, {"componentType", 5123}}}, {"values", {{"bufferView", 0}}}}}};
    check_refusal(json.dump(), "more data than a file of its size can hold");
}

namespace {

// The triangle with COLOR_0 in accessor 2, and a material.
Json coloured(const std::string& colours, int component, const char* type, Json material = Json::object()) {
    Json json = triangle(corners + colours);
    json["bufferViews"][0]["byteLength"] = 36;
    json["bufferViews"].push_back({{"buffer", 0}, {"byteOffset", 36}, {"byteLength", colours.size()}});
    json["accessors"].push_back(
        {{"bufferView", 2}, {"componentType", component}, {"count", 3}, {"type", type}, {"normalized", true}});
    json["meshes"][0]["primitives"][0]["attributes"]["COLOR_0"] = 2;
    json["meshes"][0]["primitives"][0]["material"] = 0;
    json["materials"] = Json::array({std::move(material)});
    return json;
}

}  // namespace

TEST_CASE_FIXTURE(GltfFiles, "COLOR_0 is linear, of three or four floats or normalised integers") {
    const Colours wanted{{1, 0, 0, 1}, {0, 1, 0, 1}, {0, 0, 1, 1}};
    const auto red_green_blue = [&](const Json& json) { return load(json).at(0).mesh->colours() == wanted; };
    CHECK(red_green_blue(coloured(bytes_of<float>({1, 0, 0, 0, 1, 0, 0, 0, 1}), 5126, "VEC3")));
    CHECK(red_green_blue(coloured(bytes_of<float>({1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1}), 5126, "VEC4")));
    CHECK(red_green_blue(coloured(bytes_of<std::uint8_t>({255, 0, 0, 0, 255, 0, 0, 0, 255}), 5121, "VEC3")));
    Json u16 = coloured(bytes_of<std::uint16_t>({65535, 0, 0, 65535, 0, 65535, 0, 65535, 0, 0, 65535, 65535}), 5123,
                        "VEC4");
    CHECK(red_green_blue(u16));
    u16["accessors"][2].erase("normalized");  // the standard knows no other integers here
    CHECK(red_green_blue(u16));
    const auto half = load(coloured(bytes_of<std::uint8_t>({128, 0, 0, 0, 0, 0, 0, 0, 0}), 5121, "VEC3"));
    CHECK(half[0].mesh->colours()[0].r == 128 / 255.0f);
    const auto bright = load(coloured(bytes_of<float>({9, -1, 0.5f, 0, 1, 0, 0, 0, 1}), 5126, "VEC3"));
    CHECK(bright[0].mesh->colours()[0] == glm::vec4(1, 0, 0.5f, 1));
    Json few = coloured(bytes_of<float>({1, 0, 0, 0, 1, 0, 0, 0, 1}), 5126, "VEC3");
    few["accessors"][2]["count"] = 2;
    check_refusal(few.dump(), "2 colours for 3 vertices");
    few["accessors"][2] = {{"bufferView", 2}, {"componentType", 5126}, {"count", 3}, {"type", "VEC2"}};
    check_refusal(few.dump(), "not of type VEC4");
}

TEST_CASE_FIXTURE(GltfFiles, "a material stays the object's colour, and its mode decides about alpha") {
    const std::string half = bytes_of<float>({1, 0, 0, 0.5f, 0, 1, 0, 0.5f, 0, 0, 1, 0.5f});
    Json material = {{"pbrMetallicRoughness", {{"baseColorFactor", {0.5, 0.25, 1, 0.75}}}}};
    Object loaded = load(coloured(half, 5126, "VEC4", material)).at(0);
    CHECK(loaded.colour == glm::vec4(0.5f, 0.25f, 1, 1));
    CHECK(loaded.mesh->colours()[0] == glm::vec4(1, 0, 0, 1));
    material["alphaMode"] = "BLEND";
    loaded = load(coloured(half, 5126, "VEC4", material)).at(0);
    CHECK(loaded.colour == glm::vec4(0.5f, 0.25f, 1, 0.75f));
    CHECK(loaded.mesh->colours()[0] == glm::vec4(1, 0, 0, 0.5f));
}

TEST_CASE_FIXTURE(GltfFiles, "a primitive without colours beside one with colours is white") {
    Json json = coloured(bytes_of<float>({1, 0, 0, 0, 1, 0, 0, 0, 1}), 5126, "VEC3");
    json["meshes"][0]["primitives"].push_back({{"attributes", {{"POSITION", 0}}}, {"indices", 1}});
    const Object loaded = load(json).at(0);
    REQUIRE(loaded.mesh->colours().size() == 6);
    CHECK(loaded.mesh->colours()[0] == glm::vec4(1, 0, 0, 1));
    CHECK(loaded.mesh->colours()[3] == glm::vec4(1));
}
