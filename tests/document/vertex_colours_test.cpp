// Colours of vertices: what meshes, operations and the formats do with them.
#include <doctest/doctest.h>

#include <cstring>

#include "api/document/io/colour_space.h"
#include "api/document/io/mesh_io.h"
#include "api/document/mesh/join_vertices.h"
#include "api/document/mesh/markers.h"
#include "tests/document/fixtures.h"

using namespace gimbal::document;
using doctest::Approx;

namespace {

Job job{"test"};

bool same_bits(const Colours& a, const Colours& b) {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(glm::vec4)) == 0);
}

// Colours of eight bits as a screen has them, one for each vertex.
Colours byte_colours(std::size_t count) {
    Colours colours;
    for (std::size_t i = 0; i < count; ++i)
        colours.push_back(
            linear_from_srgb({static_cast<double>(i * 7 % 256) / 255, static_cast<double>(i * 31 % 256) / 255,
                              static_cast<double>(i * 101 % 256) / 255, 1}));
    return colours;
}

// Colours that eight bits cannot hold.
Colours fine_colours(std::size_t count) {
    Colours colours;
    for (std::size_t i = 0; i < count; ++i) {
        const float part = static_cast<float>(i + 1) / static_cast<float>(count + 1);
        colours.push_back({part, part * part, 1 - part / 3, 1});
    }
    return colours;
}

Mesh coloured(Mesh mesh, const Colours& colours) { return mesh.with_colours(std::make_shared<const Colours>(colours)); }

const std::string corners = "0 0 0\n1 0 0\n0 1 0\n";

struct ColourFiles : Folder {
    Object load(const std::string& name, const std::string& contents) const {
        return load_meshes(write(name, contents), job).at(0);
    }
    Colours colours_in(const std::string& name, const std::string& contents) const {
        return load(name, contents).mesh->colours();
    }
    Object again(const std::string& name, const Object& saved) const {
        save_meshes(file(name), {saved}, job);
        return load_meshes(file(name), job).at(0);
    }
};

const Colours red_green_blue{{1, 0, 0, 1}, {0, 1, 0, 1}, {0, 0, 1, 1}};

}  // namespace

TEST_CASE("a mesh has no colours, or one for each vertex") {
    const Mesh plain = make_cube();
    CHECK(plain.colours().empty());
    CHECK(plain.mean_colour() == glm::vec4(1));
    CHECK_FALSE(plain.is_translucent());
    const Mesh painted = coloured(plain, fine_colours(8));
    CHECK(painted.colours().size() == 8);
    CHECK(&painted.triangles() == &plain.triangles());
    CHECK(painted.byte_count() == plain.byte_count() + 8 * sizeof(glm::vec4));
    CHECK(painted.with_colours(nullptr).colours().empty());
    CHECK(&painted.with_positions(plain.positions()).colours() == &painted.colours());
    CHECK(coloured(plain, Colours(8, {0.5f, 0.25f, 1, 0.75f})).mean_colour() == glm::vec4(0.5f, 0.25f, 1, 0.75f));
    CHECK(coloured(plain, Colours(8, {0, 0, 0, 0.9f})).is_translucent());
    CHECK(error_of<std::invalid_argument>([&] { coloured(plain, Colours(7)); }) ==
          "7 colours were given for a mesh of 8 vertices: pass one colour for each vertex");
    for (const float wrong : {-0.1f, 1.1f, 255.0f, std::nanf(""), std::numeric_limits<float>::infinity()}) {
        Colours bad(8, glm::vec4(1));
        bad[3].g = wrong;
        const std::string message = error_of<std::invalid_argument>([&] { coloured(plain, bad); });
        CHECK(message.find("colour 3 of 8") == 0);
        CHECK(message.find("from 0 to 1") != std::string::npos);
    }
}

TEST_CASE("smoothing keeps the colours, and moves no colour") {
    const Mesh painted = coloured(grid(4), fine_colours(25));
    CHECK(same_bits(smooth(painted, 3, 0.5, job).colours(), painted.colours()));
}

TEST_CASE("subdividing gives each new vertex the mean of its edge") {
    const Mesh one = coloured(Mesh({{0, 0, 0}, {1, 0, 0}, {0, 1, 0}}, {{0, 1, 2}}), red_green_blue);
    const Mesh four = subdivide(one, 1, job);
    REQUIRE(four.colours().size() == 6);
    for (std::size_t v = 0; v < 3; ++v) CHECK(four.colours()[v] == red_green_blue[v]);
    CHECK(four.colours()[four.triangles()[0][1]] == glm::vec4(0.5f, 0.5f, 0, 1));
    CHECK(four.colours()[four.triangles()[1][2]] == glm::vec4(0, 0.5f, 0.5f, 1));
    CHECK(subdivide(one, 3, job).colours().size() == subdivide(one, 3, job).vertex_count());
    CHECK(subdivide(make_cube(), 1, job).colours().empty());
}

TEST_CASE("decimating keeps the colour of each vertex that stays") {
    const Mesh sphere = make_uv_sphere(1, 40, 20);
    Colours by_height;
    for (const glm::vec3& p : sphere.positions()) by_height.push_back({(p.z + 1) / 2, 0, 0, 1});
    for (const Mesh& less :
         {decimate(coloured(sphere, by_height), 0.3, job), make_proxy(coloured(sphere, by_height), 200, job).mesh}) {
        REQUIRE(less.colours().size() == less.vertex_count());
        CHECK(less.vertex_count() < sphere.vertex_count());
        for (std::size_t v = 0; v < less.vertex_count(); ++v)
            CHECK(less.colours()[v].r == (less.positions()[v].z + 1) / 2);
    }
}

TEST_CASE("joining keeps vertices of different colours apart") {
    std::vector<glm::vec3> positions{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 0}, {-0.0f, 0, 0}, {1, 0, 0}};
    Colours colours{{1, 0, 0, 1}, {0, 1, 0, 1}, {0, 0, 1, 1}, {1, 0, 0, 1}, {1, 1, 0, 1}, {0, 1, 0, 1}};
    std::vector<Triangle> triangles{{0, 1, 2}, {3, 4, 5}};
    std::vector<Line> lines{{3, 5}};
    join_vertices(positions, colours, triangles, lines, job);
    CHECK(positions.size() == 4);
    CHECK(colours.size() == 4);
    CHECK(triangles[1] == Triangle{0, 3, 1});
    CHECK(colours[3] == glm::vec4(1, 1, 0, 1));
    CHECK(lines[0] == Line{0, 1});
}

TEST_CASE("the markers of points and lines have their colours") {
    const Mesh cloud = with_markers(Mesh({{0, 0, 0}, {1, 0, 0}, {0, 1, 0}}, {}, {}, red_green_blue));
    REQUIRE(cloud.colours().size() == 12);
    for (std::size_t v = 0; v < 12; ++v) CHECK(cloud.colours()[v] == red_green_blue[v / 4]);
    const Mesh line = with_markers(Mesh({{0, 0, 0}, {1, 0, 0}, {0, 1, 0}}, {}, {{0, 1}}, red_green_blue));
    REQUIRE(line.colours().size() == 6);
    for (std::size_t v = 0; v < 6; ++v) CHECK(line.colours()[v] == red_green_blue[line.positions()[v].x > 0.5f]);
}

TEST_CASE("every colour of eight bits comes back from linear light") {
    for (int byte = 0; byte < 256; ++byte) {
        CHECK(srgb_byte(linear_from_srgb(byte / 255.0)) == byte);
        CHECK(alpha_byte(static_cast<float>(byte) / 255.0f) == byte);
    }
    CHECK(linear_from_srgb(0.5) == Approx(0.21404));
    CHECK(srgb_from_linear(0.21404f) == Approx(0.5));
    CHECK(linear_from_srgb(std::nan("")) == 0);
    CHECK(linear_from_srgb(7.0) == 1);
}

TEST_CASE_FIXTURE(ColourFiles, "PLY colours of any type and spelling are read") {
    const std::string head = "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\n"
                             "property float z\n";
    const auto text = [&](const std::string& type, const std::vector<std::string>& names, const std::string& top) {
        std::string header = head, rows;
        for (const std::string& name : names) header += "property " + type + " " + name + "\n";
        const std::string positions[] = {"0 0 0", "1 0 0", "0 1 0"};
        for (int v = 0; v < 3; ++v) {
            rows += positions[v];
            for (int i = 0; i < 3; ++i) rows += " " + (i == v ? top : "0");
            rows += names.size() > 3 ? " " + top + "\n" : "\n";
        }
        return header + "end_header\n" + rows;
    };
    const std::pair<std::string, std::string> types[] = {
        {"uchar", "255"}, {"uint8", "255"}, {"ushort", "65535"}, {"uint16", "65535"}, {"float", "1"},
        {"float32", "1"}, {"double", "1"},  {"float", "255"},    {"int", "255"},      {"char", "127"}};
    for (const auto& type : types)
        for (const auto& names : std::vector<std::vector<std::string>>{{"red", "green", "blue"},
                                                                       {"Red", "Green", "Blue"},
                                                                       {"r", "g", "b"},
                                                                       {"diffuse_red", "diffuse_green", "diffuse_blue"},
                                                                       {"red", "green", "blue", "alpha"}}) {
            CAPTURE(type.first);
            CAPTURE(names[0]);
            CHECK(same_bits(colours_in("t.ply", text(type.first, names, type.second)), red_green_blue));
        }
    CHECK(colours_in("half.ply", text("uchar", {"red", "green", "blue", "alpha"}, "128"))[0].a == Approx(128 / 255.0));
    CHECK(colours_in("two.ply", text("uchar", {"red", "green", "other"}, "255")).empty());
    CHECK(load("two.ply", text("uchar", {"red", "green", "other"}, "255")).mesh->vertex_count() == 3);
}

TEST_CASE_FIXTURE(ColourFiles, "OBJ colours follow the coordinates, up to 1 or 255") {
    const std::string face = "f 1 2 3\n";
    CHECK(same_bits(colours_in("a.obj", "v 0 0 0 1 0 0\nv 1 0 0 0 1 0\nv 0 1 0 0 0 1\n" + face), red_green_blue));
    CHECK(same_bits(colours_in("b.obj", "v 0 0 0 255 0 0\nv 1 0 0 0 255 0\nv 0 1 0 0 0 255\n" + face), red_green_blue));
    CHECK(colours_in("c.obj", "v 0 0 0 1 0 0 0.5\nv 1 0 0 0 1 0 1\nv 0 1 0 0 0 1 0\n" + face)[0].a == 0.5f);
    CHECK(colours_in("d.obj", "v 0 0 0 0.5\nv 1 0 0 1\nv 0 1 0 1\n" + face).empty());  // a weight
    const Colours some = colours_in("e.obj", "v 0 0 0 1 0 0\nv 1 0 0\nv 0 1 0\n" + face);
    REQUIRE(some.size() == 3);
    CHECK(some[0] == glm::vec4(1, 0, 0, 1));
    CHECK(some[1] == glm::vec4(1));
    const auto two = load_meshes(write("f.obj", "o painted\nv 0 0 0 1 0 0\nv 1 0 0 0 1 0\nv 0 1 0 0 0 1\nf 1 2 3\n"
                                                "o plain\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 4 5 6\n"),
                                 job);
    REQUIRE(two.size() == 2);
    CHECK(same_bits(two[0].mesh->colours(), red_green_blue));
    CHECK(two[1].mesh->colours().empty());
}

TEST_CASE_FIXTURE(ColourFiles, "OFF colours follow the coordinates or the normals, up to 1 or 255") {
    const std::string face = "3 0 1 2\n";
    const auto text = [&](const std::string& keyword, const std::string& before, const std::string& top,
                          const std::string& after) {
        return keyword + "\n3 1 0\n0 0 0" + before + " " + top + " 0 0" + after + "\n1 0 0" + before + " 0 " + top +
               " 0" + after + "\n0 1 0" + before + " 0 0 " + top + after + "\n" + face;
    };
    CHECK(same_bits(colours_in("a.off", text("COFF", "", "255", " 255")), red_green_blue));
    CHECK(same_bits(colours_in("b.off", text("COFF", "", "255", "")), red_green_blue));
    CHECK(same_bits(colours_in("c.off", text("COFF", "", "1.0", " 1.0")), red_green_blue));
    CHECK(same_bits(colours_in("d.off", text("CNOFF", " 0 0 1", "1", " 1")), red_green_blue));
    CHECK(same_bits(colours_in("e.off", text("STCOFF", "", "255", " 0.5 0.5")), red_green_blue));
    CHECK(colours_in("f.off", text("OFF", "", "255", " 255")).empty());
    CHECK(colours_in("g.off", text("COFF", "", "255", " 128"))[0].a == Approx(128 / 255.0));
}

TEST_CASE_FIXTURE(ColourFiles, "each format writes what it can hold, and says what it cannot") {
    const Object bytes = object("bytes", coloured(make_cube(), byte_colours(8))),
                 fine = object("fine", coloured(make_cube(), fine_colours(8)));
    for (const std::string name : {"t.ply", "t.obj", "t.off", "t.gltf", "t.glb"}) {
        CAPTURE(name);
        CHECK(same_bits(again(name, bytes).mesh->colours(), bytes.mesh->colours()));
        CHECK(again(name, bytes).colour == Object().colour);
        CHECK(again(name, object("plain", make_cube())).mesh->colours().empty());
    }
    for (const std::string name : {"t.obj", "t.gltf", "t.glb"}) {
        CAPTURE(name);
        CHECK(same_bits(again(name, fine).mesh->colours(), fine.mesh->colours()));
    }
    CHECK(save_meshes(file("fine.ply"), {fine}, job).remarks == "Z up, colours in 8 bits");
    CHECK(save_meshes(file("fine.off"), {fine}, job).remarks == "Z up, colours in 8 bits");
    CHECK(save_meshes(file("fine.stl"), {fine}, job).remarks == "Z up, without colours");
    CHECK(save_meshes(file("n.obj"), {fine}, job).remarks == "turned from Z up to Y up");
    CHECK(save_meshes(file("n.glb"), {fine}, job).remarks == "turned from Z up to Y up");
    CHECK(again("n.stl", fine).mesh->colours().empty());
}

TEST_CASE_FIXTURE(ColourFiles, "alpha is kept where the format has it") {
    Colours colours = byte_colours(8);
    for (std::size_t i = 0; i < 8; ++i) colours[i].a = static_cast<float>(i * 30) / 255.0f;
    const Object glass = object("glass", coloured(make_cube(), colours));
    for (const std::string name : {"t.ply", "t.off", "t.gltf", "t.glb"}) {
        CAPTURE(name);
        CHECK(same_bits(again(name, glass).mesh->colours(), colours));
    }
    CHECK(save_meshes(file("t.obj"), {glass}, job).remarks == "turned from Z up to Y up, without transparency");
    CHECK(again("t.obj", glass).mesh->colours()[0].a == 1);
}

TEST_CASE_FIXTURE(ColourFiles, "a format without materials gives the colour of the object to its vertices") {
    Object red = object("red", make_cube()), painted = object("painted", coloured(make_cube(), byte_colours(8)));
    red.colour = {1, 0, 0, 1};
    for (const std::string name : {"t.ply", "t.obj", "t.off"}) {
        CAPTURE(name);
        CHECK(same_bits(again(name, red).mesh->colours(), Colours(8, {1, 0, 0, 1})));
    }
    painted.colour = {1, 0, 0, 1};
    const Colours mixed = again("m.ply", painted).mesh->colours();
    for (std::size_t i = 0; i < 8; ++i) CHECK(mixed[i] == glm::vec4(painted.mesh->colours()[i].r, 0, 0, 1));
}

TEST_CASE_FIXTURE(ColourFiles,
                  "glTF keeps the colours of material and vertices apart, and the picture shows their product") {
    Object tinted = object("tinted", coloured(make_cube(), fine_colours(8)));
    tinted.colour = {0.25f, 0.5f, 1, 0.5f};
    for (const std::string name : {"t.gltf", "t.glb"}) {
        const Object loaded = again(name, tinted);
        CHECK(loaded.colour == tinted.colour);
        CHECK(same_bits(loaded.mesh->colours(), tinted.mesh->colours()));
        CHECK(loaded.tint() == tinted.colour);
    }
    CHECK(object("plain", make_cube()).tint() == Object().colour);
    CHECK(object("painted", coloured(make_cube(), fine_colours(8))).tint() == glm::vec4(1));
}
