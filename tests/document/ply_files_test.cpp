// PLY files of every layout: byte orders, types, strips, edges, unknown elements.
#include <algorithm>
#include <bit>
#include <cstring>

#include "api/document/io/mesh_io.h"
#include "tests/document/fixtures.h"

using namespace gimbal::document;
using doctest::Approx;

namespace {

Job job{"test"};

std::string head(const std::string& format) { return "ply\nformat " + format + " 1.0\n"; }
std::string vertices(int count) {
    return "element vertex " + std::to_string(count) + "\nproperty float x\nproperty float y\nproperty float z\n";
}
const std::string face = "element face 1\nproperty list uchar int vertex_indices\n";
const std::string triangle = "0 0 0\n2 0 0\n0 2 0\n3 0 1 2\n";

template <class Number>
std::string bytes_of(std::initializer_list<Number> numbers, bool big) {
    std::string bytes;
    for (const Number& number : numbers) {
        std::string one(reinterpret_cast<const char*>(&number), sizeof number);
        if (big) std::reverse(one.begin(), one.end());
        bytes += one;
    }
    return bytes;
}

struct PlyFiles : Folder {
    Object load(const std::string& contents) const { return load_meshes(write("t.ply", contents), job).at(0); }
    std::string refusal(const std::string& contents) const {
        const auto path = write("t.ply", contents);
        return error_of<MeshFileError>([&] { load_meshes(path, job); });
    }
    void check_one_triangle(const std::string& contents) const {
        CAPTURE(contents);
        const Object loaded = load(contents);
        CHECK(loaded.mesh->triangle_count() == 1);
        CHECK(loaded.mesh->area() == Approx(2));
    }
};

}  // namespace

// The format begins each element on a new line. One that goes on over several lines is unambiguous, and two on one line
// are a damaged header or file.
TEST_CASE_FIXTURE(PlyFiles, "an element of a PLY text may be wrapped, and two may not share a line") {
    const std::string start = head("ascii") + vertices(3) + face + "end_header\n";
    check_one_triangle(start + "0 0\n0\n2\n0 0\n0 2 0\n3 0\n1 2\n");
    const std::string words = refusal(start + "0 0 0 2 0 0\n0 2 0\n3 0 1 2\n");
    CAPTURE(words);
    CHECK(words.find("line 10: vertex 0 has more numbers than its header declares ('2 0 0')") != std::string::npos);
    CHECK(words.find("the next vertex does not begin a new line") != std::string::npos);
}

TEST_CASE_FIXTURE(PlyFiles, "spellings of PLY texts that mean one triangle") {
    const std::string end = "end_header\n", usual = head("ascii") + vertices(3) + face + end + triangle;
    std::string windows, mac = usual;
    for (char c : usual) windows += c == '\n' ? "\r\n" : std::string(1, c);
    std::replace(mac.begin(), mac.end(), '\n', '\r');
    for (const std::string& text :
         {usual, windows, mac,
          "ply\ncomment by somebody\nformat ascii 1.0\nobj_info x\n" + vertices(3) + face + end + triangle,
          head("ascii") + face + vertices(3) + end + "3 0 1 2\n0 0 0\n2 0 0\n0 2 0\n",
          head("ascii") + "element blob 1\nproperty list uchar int data\n" + vertices(3) + face + end + "2 5 6\n" +
              triangle,
          head("ascii") + vertices(3) + "property uchar red\n" + face + end + "0 0 0 9\n2 0 0 9\n0 2 0 9\n3 0 1 2\n",
          head("ascii") + vertices(3) + face + end + "0 0\n0\n2 0 0\n\n0 2 0\n3\n0 1 2\n",
          "ply \nformat ascii 1.0 \n" + vertices(3) +
              "element face 1 \nproperty list uint8 int32 vertex_index \nend_header \n" + triangle})
        check_one_triangle(text);
}

TEST_CASE_FIXTURE(PlyFiles, "binary PLY of both byte orders and every type") {
    for (bool big : {false, true}) {
        const std::string format = head(big ? "binary_big_endian" : "binary_little_endian");
        check_one_triangle(format + vertices(3) + face + "end_header\n" +
                           bytes_of<float>({0, 0, 0, 2, 0, 0, 0, 2, 0}, big) + "\3" +
                           bytes_of<std::int32_t>({0, 1, 2}, big));
        check_one_triangle(format +
                           "element vertex 3\nproperty double z\nproperty short y\nproperty char x\nelement face 1\n"
                           "property float quality\nproperty list ushort float vertex_indices\nend_header\n" +
                           bytes_of<double>({0}, big) + bytes_of<std::int16_t>({0}, big) + std::string(1, '\0') +
                           bytes_of<double>({0}, big) + bytes_of<std::int16_t>({0}, big) + "\2" +
                           bytes_of<double>({0}, big) + bytes_of<std::int16_t>({2}, big) + std::string(1, '\0') +
                           bytes_of<float>({7}, big) + bytes_of<std::uint16_t>({3}, big) +
                           bytes_of<float>({0, 1, 2}, big));
    }
}

TEST_CASE_FIXTURE(PlyFiles, "a file that we wrote is read for any first byte of its data") {
    for (int byte = 0; byte < 256; ++byte) {
        const float x = std::bit_cast<float>(0x3F800000u | static_cast<unsigned>(byte));
        Object object;
        object.name = "own";
        object.mesh = shared(Mesh({{x, 0, 0}, {2, 0, 0}, {0, 2, 0}}, {{0, 1, 2}}));
        save_meshes(file("own.ply"), {object}, job);
        CHECK(load_meshes(file("own.ply"), job).at(0).mesh->positions() == object.mesh->positions());
    }
}

TEST_CASE_FIXTURE(PlyFiles, "strips of triangles") {
    const std::string six = "0 0 0\n1 0 0\n0 1 0\n1 1 0\n0 2 0\n1 2 0\n",
                      text = head("ascii") + vertices(6) +
                             "element tristrips 1\nproperty list int int vertex_indices\nend_header\n" + six;
    for (const char* strip : {"6 0 1 2 3 4 5\n", "9 0 1 2 3 -1 2 3 4 5\n"}) {
        const Object loaded = load(text + strip);
        CHECK(loaded.mesh->triangle_count() == 4);
        CHECK(loaded.mesh->area() == Approx(2));
        for (const Triangle& t : loaded.mesh->triangles()) {  // all face up
            const auto& p = loaded.mesh->positions();
            CHECK(glm::cross(p[t[1]] - p[t[0]], p[t[2]] - p[t[0]]).z > 0);
        }
    }
}

TEST_CASE_FIXTURE(PlyFiles, "point clouds and edges are objects") {
    CHECK(load(head("ascii") + vertices(2) + "end_header\n1 2 3\n4 5 6\n").mesh->vertex_count() == 2);
    const Object wire = load(head("ascii") + vertices(3) +
                             "element edge 2\nproperty int vertex1\nproperty int vertex2\nend_header\n"
                             "0 0 0\n1 0 0\n0 1 0\n0 1\n1 2\n");
    CHECK(wire.mesh->lines() == std::vector<Line>{{0, 1}, {1, 2}});
}

TEST_CASE_FIXTURE(PlyFiles, "errors in PLY files name the element") {
    const auto check = [this](const std::string& contents, const char* part) {
        const std::string error = refusal(contents);
        CAPTURE(error);
        CHECK(error.find(part) != std::string::npos);
    };
    const std::string start = head("ascii") + vertices(3) + face + "end_header\n0 0 0\n2 0 0\n0 2 0\n";
    check(start + "3 0 1 7\n", "face 0 uses vertex 7, but there are 3");
    check(start + "3 0 1 -1\n", "face 0 uses vertex -1");
    check(start + "3 0 1 1.5\n", "face 0 uses vertex 1.5");
    check(start + "-3 0 1 2\n", "face 0 has a list of -3 numbers");
    check(start + "3 0 1 2 9\n", "face 0 has more numbers than its header declares ('9')");
    check(start + "3 0 1 x\n", "line 13: 'x' is not a number");
    check(start + "3 0 1\n", "cut off");
    check(head("ascii") + vertices(1) + "end_headerg\n0 0 0\n", "line that PLY does not know: 'end_headerg'");
    check(head("ascii") + vertices(3) + "element face 1\nproperty list uchar int corners\nend_header\n" + triangle,
          "has no list 'vertex_indices'");
    check(head("ascii") + "element vertex 1\nproperty float x\nproperty float y\nend_header\n0 0\n",
          "no number x, y or z");
    check("ply\n" + vertices(1) + "end_header\n0 0 0\n", "no line 'format'");
    check(head("binary_little_endian") + vertices(3) + face + "end_header\n" + std::string(36, '\0') + "\xFF",
          "cut off");
}
