// OBJ, STL and OFF texts as other programs write them.
#include <algorithm>
#include <cmath>

#include "api/document/io/mesh_io.h"
#include "tests/document/fixtures.h"

using namespace gimbal::document;
using doctest::Approx;

namespace {

Job job{"test"};

struct TextFiles : Folder {
    std::vector<Object> load(const std::string& name, const std::string& contents) const {
        return load_meshes(write(name, contents), job);
    }
    std::string refusal(const std::string& name, const std::string& contents) const {
        const auto path = write(name, contents);
        return error_of<MeshFileError>([&] { load_meshes(path, job); });
    }
    void check_one_triangle(const std::string& name, const std::string& contents) const {
        CAPTURE(contents);
        const std::vector<Object> loaded = load(name, contents);
        REQUIRE(loaded.size() == 1);
        CHECK(loaded[0].mesh->triangle_count() == 1);
        CHECK(loaded[0].mesh->area() == Approx(2));
    }
};

const std::string corners = "v 0 0 0\nv 2 0 0\nv 0 2 0\n";
const std::string facet =
    "facet normal 0 0 1\n outer loop\n  vertex 0 0 0\n  vertex 2 0 0\n  vertex 0 2 0\n endloop\nendfacet\n";

}  // namespace

TEST_CASE_FIXTURE(TextFiles, "spellings of OBJ that mean one triangle") {
    for (const std::string& text :
         {corners + "f 1 2 3 # the only one\n", "\xEF\xBB\xBF" + corners + "f 1 2 3\n",
          std::string("  v 0 0 0\n\tv 2 0 0\n  v 0 2 0\n  f 1 2 3\n"),
          std::string("v 0 0 0 1 0 0 1\nv 2 0 0 0 1 0 1\nv 0 2 0 0 0 1 1\nf 1 2 3\n"), corners + "f 1 2\nf 1 2 3\n",
          corners + "f 1/1 2/2 3/3\n", corners + "f 1//1 2//1 3//1\n", corners + "f 1/1/1 2/2/1 3/3/1\n",
          corners + "f -3 -2 -1\n", corners + "f 1 2 \\\n3\n", corners + "f 1 2 \\\r\n 3\r\n",
          "# C:\\models\\\n" + corners + "f 1 2 3", "f 1 2 3\n" + corners,
          std::string("v 0 0 0\rv 2 0 0\rv 0 2 0\rf 1 2 3\r"),
          std::string("v +0 0. .0\nv 2e0 0 0\nv 0 +2.0 0\nf 1 2 3\n"), corners + "f 1 1 2 3 3\n",
          "vt 0 0\nvn 0 0 1\nvp 1\ns off\n" + corners + "usemtl none\nf 1 2 3\n", corners + "fo 1 2 3\n"})
        check_one_triangle("t.obj", text);
}

TEST_CASE_FIXTURE(TextFiles, "OBJ keeps the order of its vertices and those that nothing uses") {
    const auto loaded = load("order.obj", "v 9 9 9\nv 0 2 0\nv 2 0 0\nv 0 0 0\nf 4 3 2\n");
    const std::vector<glm::vec3> wanted{{9, 9, 9}, {0, 2, 0}, {2, 0, 0}, {0, 0, 0}};
    CHECK(loaded.at(0).mesh->positions() == wanted);
    CHECK(loaded[0].mesh->triangles() == std::vector<Triangle>{{3, 2, 1}});
}

TEST_CASE_FIXTURE(TextFiles, "groups divide an OBJ file only if it names no objects") {
    const std::string square = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\n",
                      faces = "g a\nf 1 2 3\ng b\nf 1 3 4\ng a\nf 1 2 4\n";
    const auto whole = load("whole.obj", "o Box\n" + square + faces);
    REQUIRE(whole.size() == 1);
    CHECK(whole[0].name == "Box");
    CHECK(whole[0].mesh->vertex_count() == 4);
    CHECK(whole[0].mesh->triangle_count() == 3);
    const auto groups = load("groups.obj", square + faces);
    REQUIRE(groups.size() == 2);
    CHECK(groups[0].name == "a");
    CHECK(groups[0].mesh->triangle_count() == 2);
    CHECK(groups[1].name == "b");
    CHECK(groups[1].mesh->vertex_count() == 3);
}

TEST_CASE_FIXTURE(TextFiles, "OBJ objects may share vertices, and vertices that belong to none are kept") {
    const auto loaded = load("shared.obj",
                             "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 5 5 5\no one\nf 1 2 3\no two\nv 0 0 1\nf 1 2 5\n"
                             "o cloud\nv 7 7 7\nv 8 8 8\n");
    REQUIRE(loaded.size() == 3);
    CHECK(loaded[0].mesh->vertex_count() == 4);  // (5, 5, 5) goes to the first
    CHECK(loaded[1].mesh->positions() == std::vector<glm::vec3>{{0, 0, 0}, {1, 0, 0}, {0, 0, 1}});
    CHECK(loaded[2].name == "cloud");
    CHECK(loaded[2].mesh->positions() == std::vector<glm::vec3>{{7, 7, 7}, {8, 8, 8}});
}

TEST_CASE_FIXTURE(TextFiles, "points and lines of OBJ are objects") {
    const auto loaded = load("lines.obj", corners + "l 1 2 3\np 1\n");
    CHECK(loaded.at(0).mesh->vertex_count() == 3);
    CHECK(loaded[0].mesh->lines() == std::vector<Line>{{0, 1}, {1, 2}});
    CHECK(load("points.obj", corners).at(0).mesh->vertex_count() == 3);
    const auto faces = load("faces.obj", "o a\n" + corners + "f 1 2\nf 3/1 2/1\nf 1\no b\nf 1 2 3\nf 2 3\nf 3\n");
    REQUIRE(faces.size() == 2);  // of one and two corners
    CHECK(faces[0].mesh->lines() == std::vector<Line>{{0, 1}, {2, 1}});
    CHECK(faces[0].mesh->triangle_count() == 0);
    CHECK(faces[1].mesh->lines() == std::vector<Line>{{1, 2}});
    CHECK(faces[1].mesh->triangle_count() == 1);
}

TEST_CASE_FIXTURE(TextFiles, "an OBJ material colours its object") {
    write("m.mtl", "newmtl red\nKd 1 0.25 0\nnewmtl blue\nKd 0 0 1\n");
    const auto loaded = load("m.obj", "mtllib m.mtl\n" + corners + "usemtl red\nf 1 2 3\n");
    CHECK(loaded.at(0).colour == glm::vec4(1, 0.25, 0, 1));
    write("glass.mtl", "newmtl glass\nKd 1 0 0\nd 0.5\nnewmtl water\nTr 0.75\nKd 0 0 1\nnewmtl fog\nd -halo 0.5\nKd 1 "
                       "1 1\nnewmtl lamp\nKd spectral lamp.rfl\n");
    const auto glass = load("glass.obj", "mtllib glass.mtl\n" + corners +
                                             "o a\nusemtl glass\nf 1 2 3\no b\nusemtl water\nf 1 2 3\no c\nusemtl "
                                             "fog\nf 1 2 3\n");
    REQUIRE(glass.size() == 3);
    CHECK(glass[0].colour == glm::vec4(1, 0, 0, 0.5f));
    CHECK(glass[1].colour == glm::vec4(0, 0, 1, 0.25f));
    CHECK(glass[2].colour == glm::vec4(1));
    CHECK(load("none.obj", "mtllib none.mtl\nmtllib ../../etc/passwd\n" + corners + "usemtl red\nf 1 2 3\n").size() ==
          1);
}

TEST_CASE_FIXTURE(TextFiles, "errors in OBJ files name the line") {
    CHECK(refusal("a.obj", "v 0 0 0\nv 1 x 0\n").find("line 2: 'x' is not a number") != std::string::npos);
    CHECK(refusal("b.obj", corners + "f 1 2 9\n").find("line 4 uses vertex 9, but there are 3") != std::string::npos);
    CHECK(refusal("c.obj", corners + "f 0 1 2\n").find("there is no vertex 0") != std::string::npos);
    CHECK(refusal("d.obj", corners + "f -4 1 2\n").find("there is no vertex -4") != std::string::npos);
    CHECK(refusal("e.obj", "v 1 2\n").find("line 1: it ends where a number must be") != std::string::npos);
    CHECK(refusal("f.obj", "v 1.#INF 0 0\n").find("'1.#INF' is not a number") != std::string::npos);
    for (const std::string word : {"1.0", "1x", "1/2x", "1//y", "/1", "x"}) {
        CAPTURE(word);
        CHECK(refusal("h.obj", corners + "f " + word + " 2 3\n")
                  .find("line 4: '" + word + "' is not the number of a vertex") != std::string::npos);
    }
    CHECK(refusal("i.obj", "v 0 0 0\nf 1 1 2\n").find("uses vertex 2, but there is 1") != std::string::npos);
    CHECK(refusal("g.obj", std::string("\xFF\xFEv\0", 4)).find("UTF-16") != std::string::npos);
}

namespace {

std::string one_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

}  // namespace

TEST_CASE_FIXTURE(TextFiles, "spellings of STL that mean one triangle") {
    const auto replaced = [](std::string text, const std::string& from, const std::string& to) {
        text.replace(text.find(from), from.size(), to);
        return text;
    };
    for (const std::string& text :
         {" solid a\n" + facet + " endsolid a\n", "solid W\xC3\xBCrfel\n" + facet + "endsolid W\xC3\xBCrfel\n",
          "solid e\nendsolid e\nsolid a\n" + facet + "endsolid a\n", "solid\n" + facet + "endsolid\n",
          "solid a\n" + replaced(facet, "0 0 1", "-nan(ind) -nan(ind) -nan(ind)") + "endsolid a\n",
          "solid a ; a facet of a vertex\n" + facet + "endsolid a\n", "\xEF\xBB\xBFsolid a\r\n" + facet + "endsolid",
          one_line("solid x\n" + facet + "endsolid x\n"), one_line("solid\n" + facet + "endsolid\n"),
          one_line("SOLID two words\n" + replaced(facet, "facet normal", "Facet Normal") + "EndSolid two words\n"),
          "solid a facet normal\n" + facet + "endsolid a facet normal\n",
          "SOLID A\n" + replaced(replaced(facet, "facet normal", "FACET NORMAL"), "vertex", "VERTEX") + "ENDSOLID A\n"})
        check_one_triangle("t.stl", text);
    for (const std::string name : {"x", "two words", "a facet of a vertex", ""}) {
        CAPTURE(name);
        const std::string solid = "solid " + name + "\n" + facet + "endsolid " + name + "\n";
        const auto same = load("names.stl", one_line(solid + "solid hollow\nendsolid hollow\n" + solid));
        REQUIRE(same.size() == 2);
        for (const Object& object : same) CHECK(object.name == (name.empty() ? "names" : name));
    }
    CHECK(load("solid.stl", "solid my solid part\n" + facet + "endsolid my solid part\n").at(0).name ==
          "my solid part");
    const auto two = load("two.stl",
                          "solid one\n" + facet + "endsolid one\nsolid two\n" + facet + facet + "endsolid two\n");
    REQUIRE(two.size() == 2);
    CHECK(two[1].name == "two");
    CHECK(refusal("cut.stl", "solid a\n" + facet).find("cut off") != std::string::npos);
    CHECK(refusal("word.stl", "solid a\nface\nendsolid\n").find("line 2: 'face' is not an STL word") !=
          std::string::npos);
}

TEST_CASE_FIXTURE(TextFiles, "a binary STL may begin with the word solid") {
    std::string binary = "solid made by a program";
    binary.resize(84, ' ');
    binary[80] = 1;
    binary[81] = binary[82] = binary[83] = 0;
    const float numbers[12] = {0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 0};
    binary.append(reinterpret_cast<const char*>(numbers), sizeof numbers);
    binary.append(2, '\0');
    check_one_triangle("solid.stl", binary);
    check_one_triangle("longer.stl", binary + "rest");
}

TEST_CASE_FIXTURE(TextFiles, "spellings of OFF that mean one triangle") {
    for (const std::string& text :
         {std::string("OFF\n3 1 0\n0 0 0\n2 0 0\n0 2 0\n3 0 1 2\n"),
          std::string("OFF 3 1 0\n0 0 0\n2 0 0\n0 2 0\n3 0 1 2"),
          std::string("# made\nOFF # here\n\n3 1\n0 0 0 # a\n\n2 0 0\n0 2 0\n3 0 1 2 255 0 0\n"),
          std::string("COFF\n3 1 0\n0 0 0 255 0 0 255\n2 0 0 0 0 0 0\n0 2 0 1 1 1 1\n3 0 1 2\n"),
          std::string("3 1 0\n0 0 0\n2 0 0\n0 2 0\n3 0 1 2\n"), std::string("OFF 3 1 0 0 0 0 2 0 0 0 2 0 3 0 1 2\n"),
          std::string("OFF\n3 1 0 0 0\n0 2 0\n0 0 2 0 3\n0 1\n2"),
          std::string("NOFF 3 1 0 0 0 0 0 0 1 2 0 0 0 0 1 0 2 0 0 0 1 3 0 1 2"),
          std::string("3 1 0 0 0 0 2 0 0 0 2 0 3 0 1 2")})
        check_one_triangle("t.off", text);
    CHECK(
        refusal("e.off", "COFF 3 1 0 0 0 0 1 1 1 2 0 0 1 1 1 0 2 0 1 1 1 3 0 1 2").find("Export it with a line for") !=
        std::string::npos);
    CHECK(refusal("f.off", "OFF 3 1 0 0 0 0 2 0 0 0 2 0 3 0 1 2 7").find("goes on after its last face ('7')") !=
          std::string::npos);
    CHECK(refusal("g.off", "OFF 3 1 0 0 0 0 2 0 0 0 2 0 3 0 1").find("ends where a number must be") !=
          std::string::npos);
    CHECK(refusal("h.off", "OFF\n3 1 0\n0 0 0\n2 0 0\n0 2 0\n").find("declares 1 face, and it ends after 0") !=
          std::string::npos);
    const auto lines = load("l.off", "OFF\n3 2 0\n0 0 0\n2 0 0\n0 2 0\n2 0 1\n1 2\n");
    CHECK(lines.at(0).mesh->lines() == std::vector<Line>{{0, 1}});
    CHECK(refusal("a.off", "OFF\n3 1 0\n0 0 0\n2 0 0\n").find("declares 3 vertices, and it ends after 2") !=
          std::string::npos);
    CHECK(refusal("b.off", "OFF\n3 1 0\n0 0 0\n2 0 0\n0 2 0\n3 0 1 5\n").find("uses vertex 5, but there are 3") !=
          std::string::npos);
    CHECK(refusal("c.off", "4OFF\n1 0 0\n0 0 0 1\n").find("4OFF") != std::string::npos);
    CHECK(refusal("d.off", "OFF\n4000000000 1 0\n").find("cut off") != std::string::npos);
}
