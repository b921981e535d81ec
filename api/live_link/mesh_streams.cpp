#include "api/live_link/mesh_streams.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "api/document/mesh/triangulate.h"

namespace gimbal::live_link {
namespace {

using console::link::Array;
using console::link::Arrays;
using console::link::Dtype;
using console::link::Snapshot;
using document::Mesh;
using document::MeshPtr;

template <class Row>
std::vector<Row> rows_of(const Arrays& arrays, const char* name) {
    const auto found = arrays.find(name);
    if (found == arrays.end()) return {};
    std::vector<Row> rows(found->second.byte_count() / sizeof(Row));
    if (!rows.empty()) std::memcpy(rows.data(), found->second.data(), rows.size() * sizeof(Row));
    return rows;
}

std::vector<document::Triangle> triangles_of(const Arrays& arrays, const std::vector<glm::vec3>& positions) {
    if (!arrays.contains("faces")) return rows_of<document::Triangle>(arrays, "triangles");
    const auto corners = arrays.find("faces")->second.as<std::int32_t>();
    const auto ends = arrays.find("offsets")->second.as<std::int32_t>();
    document::Polygons polygons;
    polygons.reserve(ends.size());
    for (std::size_t face = 0; face + 1 < ends.size(); ++face) {
        for (std::int32_t corner : corners.subspan(ends[face], ends[face + 1] - ends[face]))
            polygons.add_corner(static_cast<std::uint32_t>(corner));
        polygons.end_polygon();
    }
    document::Job job("triangulate");
    return document::triangulated(polygons, 0, polygons.count(), positions, job);
}

// Whether both frames have this array at the same place in memory, or neither has it.
bool same_memory(const Arrays& a, const Arrays& b, const char* name) {
    const auto left = a.find(name), right = b.find(name);
    if (left == a.end() || right == b.end()) return left == a.end() && right == b.end();
    return left->second.data() == right->second.data() && left->second.byte_count() == right->second.byte_count();
}

template <class Row, class Number>
void put(Arrays& arrays, const char* name, const MeshPtr& mesh, const std::vector<Row>& rows, Dtype dtype) {
    if (!rows.empty()) arrays[name] = Array(dtype, {rows.size(), sizeof(Row) / sizeof(Number)}, rows.data(), mesh);
}

}  // namespace

Arrays arrays_of(const MeshPtr& mesh) {
    Arrays arrays{{"positions", Array(Dtype::float32, {mesh->vertex_count(), 3}, mesh->positions().data(), mesh)}};
    put<document::Triangle, std::int32_t>(arrays, "triangles", mesh, mesh->triangles(), Dtype::int32);
    put<document::Line, std::int32_t>(arrays, "lines", mesh, mesh->lines(), Dtype::int32);
    put<glm::vec4, float>(arrays, "colours", mesh, mesh->colours(), Dtype::float32);
    return arrays;
}

// The receiver keeps what an update leaves out, so the arrays of a frame that only moves vertices are those of the
// frame before.
MeshPtr MeshStreams::mesh_of(const Snapshot& snapshot, const Shown& shown) const {
    std::vector<glm::vec3> positions = rows_of<glm::vec3>(snapshot.arrays, "positions");
    if (shown.last && shown.last->vertex_count() == positions.size() &&
        std::ranges::all_of(std::initializer_list<const char*>{"triangles", "faces", "offsets", "lines", "colours"},
                            [&](const char* name) { return same_memory(snapshot.arrays, shown.arrays, name); }))
        return std::make_shared<const Mesh>(shown.last->with_positions(std::move(positions)));
    if (const std::string problem = console::link::mesh_problem(snapshot.arrays); !problem.empty())
        throw std::invalid_argument(problem);
    std::vector<document::Triangle> triangles = triangles_of(snapshot.arrays, positions);
    return std::make_shared<const Mesh>(std::move(positions), std::move(triangles),
                                        rows_of<document::Line>(snapshot.arrays, "lines"),
                                        rows_of<glm::vec4>(snapshot.arrays, "colours"));
}

bool MeshStreams::is_frame(Shown& shown, const MeshPtr& mesh) const {
    std::erase_if(shown.frames, [](const auto& frame) { return frame.expired(); });
    return std::ranges::any_of(shown.frames, [&](const auto& frame) { return frame.lock() == mesh; });
}

MeshPtr MeshStreams::present_of(const Shown& shown) const {
    if (!document_.contains(shown.id)) return nullptr;
    MeshPtr mesh = document_.mesh(shown.id);
    return shown.before && mesh == shown.before ? nullptr : mesh;
}

void MeshStreams::begin(const std::string& name, Shown& shown, const MeshPtr& mesh) {
    const document::UndoStep step(document_, "Stream " + name);
    shown.frames.clear();
    shown.id = document_.find(name);
    shown.before = shown.id ? document_.mesh(shown.id) : nullptr;
    if (shown.id) document_.set_mesh(shown.id, mesh);
    else shown.id = document_.add(name, mesh);
}

void MeshStreams::follow(const std::string& name, Shown& shown, const MeshPtr& mesh) {
    for (;;) {  // until nobody else has changed the object in between
        const MeshPtr present = present_of(shown);
        if (!present) return;
        if (is_frame(shown, present)) {
            if (document_.follow_mesh(shown.id, present, mesh)) return;
            continue;
        }
        const document::UndoStep step(document_, "Stream " + name);
        const document::Document::Replacement replacement{shown.id, present, mesh};
        document_.replace_meshes({&replacement, 1});
        shown.before = present;
        return;
    }
}

void MeshStreams::show(const Snapshot& snapshot) {
    std::shared_ptr<Shown> shown;
    {
        std::lock_guard lock(mutex_);
        std::shared_ptr<Shown>& place = streams_[snapshot.name];
        if (!place) place = std::make_shared<Shown>();
        shown = place;
    }
    std::string problem;
    try {
        if (shown->writer == snapshot.writer && !present_of(*shown)) return;
        const MeshPtr mesh = mesh_of(snapshot, *shown);
        mesh->bounds();  // here, so that the UI thread need not
        mesh->mean_colour();
        {
            std::lock_guard lock(mutex_);
            shown->next_frame = snapshot.frame;
            shown->next = mesh;
        }
        if (shown->writer != snapshot.writer) begin(snapshot.name, *shown, mesh);
        else follow(snapshot.name, *shown, mesh);
        shown->frames.push_back(mesh);
        shown->arrays = snapshot.arrays;
        std::lock_guard lock(mutex_);
        shown->writer = snapshot.writer;
        shown->frame = snapshot.frame;
        shown->last = mesh;
    } catch (const document::StaleObject&) {  // it was removed in between
    } catch (const std::exception& error) { problem = error.what(); }
    if (problem != shown->problem && !problem.empty())
        report_("A frame of the stream \"" + snapshot.name + "\" is not shown: " + problem);
    shown->problem = std::move(problem);
}

std::uint64_t MeshStreams::shown_frame(const std::string& name, const MeshPtr& mesh) const {
    std::lock_guard lock(mutex_);
    const auto found = streams_.find(name);
    if (found == streams_.end()) return 0;
    const Shown& shown = *found->second;
    return shown.next == mesh ? shown.next_frame : shown.last == mesh ? shown.frame : 0;
}

}  // namespace gimbal::live_link
