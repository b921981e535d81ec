// Reads the manifest, then each mesh that it names. What does not fit together is refused with its reason.
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "api/document/io/words.h"
#include "api/document/scene_file/manifest.h"
#include "api/document/scene_file/npy.h"
#include "api/document/scene_file/scene_file.h"
#include "api/document/scene_file/zip_reader.h"
#include "gimbal/console/base/atomic_file.h"
#include "gimbal/console/base/file_work.h"
#include "gimbal/console/base/utf8.h"

namespace gimbal::document {
namespace {

constexpr std::uint64_t longest_manifest = 1u << 30;

[[noreturn]] void fail_damaged(const std::string& what) { throw std::invalid_argument("it is damaged: " + what); }

// The members that were read. A small file that names one again and again would fill the memory.
class Members {
public:
    void note(const std::string& name) {
        if (!read_.insert(name).second) fail_damaged("it names '" + name + "' twice");
    }

private:
    std::set<std::string> read_;
};

template <class Row>
std::vector<Row> read_table(ZipReader& zip, const std::string& name, std::string_view type) {
    static_assert(sizeof(Row) % 4 == 0);
    std::uint64_t left = zip.open(name);
    const auto read = [&](char* to, std::size_t count) {
        zip.read(to, count);
        left -= count;
    };
    std::uint64_t rows = 0;
    try {
        rows = read_npy_header(type, sizeof(Row) / 4, read);
    } catch (const std::invalid_argument& error) { fail_damaged("'" + name + "' " + error.what()); }
    if (left % sizeof(Row) != 0 || rows != left / sizeof(Row))
        fail_damaged("'" + name + "' names " + counted(rows, "row") + " and has " + counted(left, "byte"));
    std::vector<Row> table(static_cast<std::size_t>(rows));
    zip.read(table.data(), static_cast<std::size_t>(left));
    zip.close();
    return table;
}

// Meshes with the same triangles, lines and colours share them again.
class MeshReader {
public:
    MeshReader(ZipReader& zip, Members& members, Job& job) : zip_(zip), members_(members), job_(job) {}

    MeshPtr read(const MeshMembers& members) {
        const MeshPtr plain = plain_mesh(members, table<glm::vec3>(members.vertices, npy_float32));
        job_.poll();
        if (members.colours.empty()) return plain;
        const ColoursPtr of_vertices = colours(members.colours);
        return checked(members, [&] { return plain->with_colours(of_vertices); });
    }

private:
    // The parts of a mesh may not fit together.
    template <class Make>
    static MeshPtr checked(const MeshMembers& members, Make&& make) try {
        return std::make_shared<const Mesh>(make());
    } catch (const std::invalid_argument& error) { fail_damaged("'" + members.vertices + "': " + error.what()); }

    template <class Row>
    std::vector<Row> table(const std::string& member, std::string_view type) {
        std::vector<Row> rows = read_table<Row>(zip_, member, type);
        members_.note(member);
        return rows;
    }

    MeshPtr plain_mesh(const MeshMembers& members, std::vector<glm::vec3> positions) {
        MeshPtr& first = by_topology_[{members.triangles, members.lines}];
        if (first) return checked(members, [&] { return first->with_positions(std::move(positions)); });
        auto triangles = table<Triangle>(members.triangles, npy_uint32);
        std::vector<Line> lines;
        if (!members.lines.empty()) lines = table<Line>(members.lines, npy_uint32);
        return first = checked(members,
                               [&] { return Mesh(std::move(positions), std::move(triangles), std::move(lines)); });
    }

    ColoursPtr colours(const std::string& member) {
        ColoursPtr& known = colours_[member];
        if (!known) known = std::make_shared<const Colours>(table<glm::vec4>(member, npy_float32));
        return known;
    }

    ZipReader& zip_;
    Members& members_;
    Job& job_;
    std::map<std::pair<std::string, std::string>, MeshPtr> by_topology_;
    std::map<std::string, ColoursPtr> colours_;
};

std::string script_text(ZipReader& zip, const std::string& member) {
    std::string text = zip.read_all(member, longest_script);
    if (!console::is_utf8(text) || text.find('\0') != std::string::npos)
        fail_damaged("'" + member + "' is not UTF-8 text");
    return text;
}

SceneContents contents_of(ZipReader& zip, Job& job) {
    if (!zip.has("manifest.json")) throw ZipError("it is not a scene file: it has no manifest.json");
    Manifest manifest = read_manifest(zip.read_all("manifest.json", longest_manifest), job);
    SceneContents contents{std::move(manifest.objects), std::move(manifest.selection), manifest.camera, {}};
    Members members;
    MeshReader reader(zip, members, job);
    std::vector<MeshPtr> meshes;
    for (const MeshMembers& mesh : manifest.meshes) {
        meshes.push_back(reader.read(mesh));
        meshes.back()->bounds();  // computed here on the worker, not at the first picture
        job.set_progress(static_cast<double>(meshes.size()) / static_cast<double>(manifest.meshes.size()));
    }
    for (std::size_t i = 0; i < contents.objects.size(); ++i) contents.objects[i].mesh = meshes[manifest.mesh_of[i]];
    for (ScriptMember& member : manifest.scripts) {
        member.script.text = script_text(zip, member.member);
        members.note(member.member);
        contents.scripts.push_back(std::move(member.script));
    }
    return contents;
}

}  // namespace

SceneContents read_scene_file(const std::filesystem::path& path, Job& job) {
    const console::FileWork work("loading", path);
    const auto fail = [&](const std::string& what) {
        throw SceneFileError("cannot open '" + path.string() + "': " + what);
    };
    try {
        console::finish_interrupted_save(path);
        ZipReader zip(path, job);
        return contents_of(zip, job);
    } catch (const ZipError& error) { fail(error.what()); } catch (const std::invalid_argument& error) {
        fail(error.what());
    } catch (const std::bad_alloc&) {
        fail("there is not enough memory for it. Close other programs");
    } catch (const std::length_error&) { fail("there is not enough memory for it"); }
    return {};
}

}  // namespace gimbal::document
