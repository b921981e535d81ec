// Visits the vertices, triangles and lines of an object as a file without transforms holds them.
#pragma once
#include <stdexcept>
#include <string>
#include <utility>

#include "api/document/io/write/mesh_writers.h"
#include "api/document/scene/chunks.h"
#include "api/document/scene/finite.h"

namespace gimbal::document {

// The progress of writing all objects.
class WriteProgress {
public:
    explicit WriteProgress(const WriteRequest& request) : job_(request.job) {
        for (const Object& object : request.objects)
            total_ += object.mesh->vertex_count() + object.mesh->triangle_count() + object.mesh->lines().size();
    }
    void advance(std::size_t count) {
        done_ += count;
        job_.set_progress(static_cast<double>(done_) / static_cast<double>(total_));
    }

private:
    Job& job_;
    std::size_t total_ = 1, done_ = 0;
};

// The transform, the scale or the unit gives a number that no float can hold, and no program could read the file.
[[noreturn]] inline void fail_too_far(const std::string& what, const Object& object) {
    throw std::runtime_error(what + " of '" + object.name +
                             "' is too far away for a file: use a smaller scale or another unit");
}

// In the file's coordinates. A mirroring transform would turn the triangles inside out, so their winding is reversed.
class WrittenObject {
public:
    WrittenObject(const WriteRequest& request, const Object& object, WriteProgress& progress)
        : object_(object),
          mesh_(*object.mesh),
          tint_(object.tint()),
          map_(to_file(object, request.up_axis, request.scale)),
          mirrored_(map_.is_mirrored()),
          job_(request.job),
          progress_(progress) {}

    glm::vec3 vertex(std::size_t v) const {
        const glm::vec3 position = map_(mesh_.positions()[v]);
        if (!is_finite(position)) fail_too_far("vertex " + std::to_string(v), object_);
        return position;
    }
    // Linear, as the view shows it.
    glm::vec4 colour(std::size_t v) const { return mesh_.colours().empty() ? tint_ : tint_ * mesh_.colours()[v]; }
    Triangle triangle(std::size_t t) const {
        Triangle corners = mesh_.triangles()[t];
        if (mirrored_) std::swap(corners[1], corners[2]);
        return corners;
    }
    template <class Visit>
    void each_vertex(Visit&& visit) const {  // visit(position, index)
        each(mesh_.vertex_count(), [&](std::size_t v) { visit(vertex(v), v); });
    }
    template <class Visit>
    void each_triangle(Visit&& visit) const {
        each(mesh_.triangle_count(), [&](std::size_t t) { visit(triangle(t)); });
    }
    template <class Visit>
    void each_line(Visit&& visit) const {
        each(mesh_.lines().size(), [&](std::size_t i) { visit(mesh_.lines()[i]); });
    }

private:
    template <class Visit>
    void each(std::size_t count, Visit&& visit) const {
        in_chunks(count, job_, [&](std::size_t first, std::size_t last) {
            for (std::size_t i = first; i < last; ++i) visit(i);
            progress_.advance(last - first);
        });
    }

    const Object& object_;
    const Mesh& mesh_;
    glm::vec4 tint_;
    PointMap map_;
    bool mirrored_;
    Job& job_;
    WriteProgress& progress_;
};

// A format without materials gives the vertices of such an object its colour.
inline bool is_coloured(const Object& object) {
    return !object.mesh->colours().empty() || !object.has_default_colour();
}
inline bool is_translucent(const Object& object) { return object.colour.a < 1 || object.mesh->is_translucent(); }

// The totals over all objects.
struct Totals {
    std::size_t vertices = 0, triangles = 0, lines = 0;
    bool coloured = false, translucent = false;
};
inline Totals totals_of(const std::vector<Object>& objects) {
    Totals totals;
    for (const Object& object : objects) {
        totals.vertices += object.mesh->vertex_count();
        totals.triangles += object.mesh->triangle_count();
        totals.lines += object.mesh->lines().size();
        totals.coloured |= is_coloured(object);
        totals.translucent |= is_translucent(object);
    }
    return totals;
}

}  // namespace gimbal::document
