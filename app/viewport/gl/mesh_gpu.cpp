// Prepares, uploads and draws meshes.
#include "app/viewport/gl/mesh_gpu.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>

#include "app/viewport/finish.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::app {
namespace {

constexpr std::size_t here_limit = 4'000, here_limit_per_frame = 20'000;  // triangles: about 0.1 ms a thousand

constexpr GLuint colour_attribute = 7;
constexpr double retry_seconds = 1;  // after a mesh for which no memory was left

const void* offset(std::size_t bytes) { return reinterpret_cast<const void*>(bytes); }

constexpr std::size_t most_spare_bytes = 96u << 20, least_spare_bytes = 64u << 10;

template <class Item>
std::size_t bytes_of(const std::vector<Item>& items) {
    return items.size() * sizeof(Item);
}

// A part of the data that goes into one buffer.
struct UploadPart {
    const void* data;
    std::size_t bytes;
    GLuint buffer;
    std::size_t place;  // in the buffer
};

std::array<UploadPart, 3> upload_parts(const GpuVertices& data, const GpuMesh& gpu) {
    const std::size_t vertices = bytes_of(data.vertices);
    return {{{data.vertices.data(), vertices, gpu.vertices.get(), 0},
             {data.colours.data(), bytes_of(data.colours), gpu.vertices.get(), vertices},
             {data.triangles.data(), bytes_of(data.triangles), gpu.indices.get(), 0}}};
}

}  // namespace

void GpuMesh::draw(GLuint instance_buffer, std::size_t first_row, std::size_t count, std::size_t first_triangle,
                   std::size_t triangles) const {
    if (count == 0 || triangles == 0) return;
    glBindVertexArray(array.get());
    if (!coloured) glVertexAttrib4f(colour_attribute, 1, 1, 1, 1);
    glBindBuffer(GL_ARRAY_BUFFER, instance_buffer);
    const std::size_t base = first_row * sizeof(InstanceRow);  // OpenGL 3.3 has no base instance
    for (GLuint row = 0; row < 3; ++row)
        glVertexAttribPointer(2 + row, 4, GL_FLOAT, GL_FALSE, sizeof(InstanceRow),
                              offset(base + row * sizeof(glm::vec4)));
    glVertexAttribPointer(5, 4, GL_UNSIGNED_BYTE, GL_TRUE, sizeof(InstanceRow),
                          offset(base + offsetof(InstanceRow, colour)));
    glVertexAttribPointer(6, 1, GL_FLOAT, GL_FALSE, sizeof(InstanceRow), offset(base + offsetof(InstanceRow, alpha)));
    glDrawElementsInstanced(GL_TRIANGLES, static_cast<GLsizei>(3 * triangles), GL_UNSIGNED_INT,
                            offset(first_triangle * sizeof(document::Triangle)), static_cast<GLsizei>(count));
}

MeshCache::MeshCache(WorkerPool* pool, Waker* waker) : pool_(pool), waker_(waker) {}

MeshCache::~MeshCache() {
    for (auto& [mesh, entry] : entries_)
        if (entry.job) entry.job->cancel();  // the worker shares ownership of the data, so nobody waits
}

const GpuMesh* MeshCache::get(const MeshPtr& mesh, Normals normals) {
    auto [place, is_new] = entries_.try_emplace(mesh.get());
    CachedMesh& entry = place->second;
    if (is_new) entry.mesh = mesh;
    if (is_new || (entry.has_failed() && console::steady_seconds() >= entry.retry_at)) prepare(entry, normals);
    return entry.whole ? &entry.gpu : nullptr;
}

const GpuMesh* MeshCache::find(const MeshPtr& mesh) const {
    const auto found = entries_.find(mesh.get());
    return found != entries_.end() && found->second.whole ? &found->second.gpu : nullptr;
}

void MeshCache::prepare(CachedMesh& entry, Normals normals) {
    entry.prepared = std::make_shared<Prepared>();
    entry.retry_at = console::steady_seconds() + retry_seconds;
    const auto work = [mesh = entry.mesh, prepared = entry.prepared, normals](Job& job, Waker* waker) {
        const Finish finish{prepared->done, waker};
        prepared->data = make_gpu_vertices(*mesh, normals, job);
    };
    const std::size_t triangles = entry.mesh->triangle_count();
    if (!pool_ || (triangles <= here_limit && prepared_here_ + triangles <= here_limit_per_frame)) {
        prepared_here_ += triangles;
        Job job("drawing");
        work(job, nullptr);
        upload_slice(entry, ~std::size_t{0});
        return;
    }
    entry.job = pool_->submit("preparing a mesh for drawing", [work, waker = waker_](Job& job) { work(job, waker); });
}

// A software renderer clears a whole new buffer at once, so buffers of removed meshes are used again.
GlBuffer MeshCache::take_buffer(std::size_t bytes, std::size_t& room) {
    const auto fits = [bytes](const Spare& spare) { return spare.room >= bytes && spare.room / 8 <= bytes; };
    GlBuffer buffer;
    if (const auto found = std::find_if(spare_.begin(), spare_.end(), fits); found != spare_.end()) {
        buffer = std::move(found->buffer);
        room = found->room;
        spare_.erase(found);
        return buffer;
    }
    buffer = GlBuffer::make();
    room = bytes;
    ++buffers_made_;
    glBindBuffer(GL_COPY_WRITE_BUFFER, buffer.get());
    glBufferData(GL_COPY_WRITE_BUFFER, static_cast<GLsizeiptr>(bytes), nullptr, GL_STATIC_DRAW);
    while (const GLenum error = glGetError())
        if (error == GL_OUT_OF_MEMORY)
            throw std::runtime_error("OpenGL has no memory for a mesh of " + std::to_string(bytes >> 20) + " MB");
    return buffer;
}

// Keeps its buffers as spare ones. A worker frees the prepared data and possibly the mesh.
void MeshCache::give_back(CachedMesh& entry) {
    if (entry.job) entry.job->cancel();
    if (entry.vertex_room >= least_spare_bytes) spare_.push_back({std::move(entry.gpu.vertices), entry.vertex_room});
    if (entry.index_room >= least_spare_bytes) spare_.push_back({std::move(entry.gpu.indices), entry.index_room});
    std::size_t kept = 0;
    for (auto spare = spare_.rbegin(); spare != spare_.rend(); ++spare) kept += spare->room;
    while (!spare_.empty() && kept > most_spare_bytes) {
        kept -= spare_.front().room;
        spare_.erase(spare_.begin());
    }
    if (pool_ && entry.mesh->triangle_count() > here_limit)
        pool_->submit("giving back memory",
                      [mesh = std::move(entry.mesh), prepared = std::move(entry.prepared)](Job&) mutable {
                          prepared.reset();
                          mesh.reset();
                      });
}

// A large new buffer uses up a slice. Returns true if there is budget left to fill it.
bool MeshCache::begin_buffers(CachedMesh& entry, std::size_t byte_budget) {
    GpuMesh& gpu = entry.gpu;
    const GpuVertices& data = *entry.prepared->data;
    const std::size_t made_before = buffers_made_;
    const auto used_up = [&](std::size_t room) { return buffers_made_ > made_before && room >= byte_budget; };
    if (!gpu.vertices) {
        gpu.vertices = take_buffer(bytes_of(data.vertices) + bytes_of(data.colours), entry.vertex_room);
        if (used_up(entry.vertex_room)) return false;
    }
    gpu.indices = take_buffer(bytes_of(data.triangles), entry.index_room);
    gpu.array = GlVertexArray::make();
    glBindVertexArray(gpu.array.get());
    glBindBuffer(GL_ARRAY_BUFFER, gpu.vertices.get());
    glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, gpu.indices.get());
    glVertexAttribPointer(0, 3, GL_FLOAT, GL_FALSE, sizeof(GpuVertex), offset(0));
    glVertexAttribPointer(1, 4, GL_INT_2_10_10_10_REV, GL_TRUE, sizeof(GpuVertex), offset(offsetof(GpuVertex, normal)));
    for (GLuint attribute = 0; attribute < 7; ++attribute) glEnableVertexAttribArray(attribute);
    for (GLuint attribute = 2; attribute < 7; ++attribute) glVertexAttribDivisor(attribute, 1);
    gpu.coloured = !data.colours.empty();
    if (gpu.coloured) {
        glVertexAttribPointer(colour_attribute, 4, GL_UNSIGNED_BYTE, GL_TRUE, sizeof(std::uint32_t),
                              offset(bytes_of(data.vertices)));
        glEnableVertexAttribArray(colour_attribute);
    }
    glBindVertexArray(0);
    gpu.triangle_count = static_cast<std::uint32_t>(data.triangles.size());
    gpu.closed = data.closed;
    return !used_up(entry.index_room);
}

std::size_t MeshCache::upload_slice(CachedMesh& entry, std::size_t byte_budget) {
    const GpuVertices& data = *entry.prepared->data;
    if (!entry.gpu.array && !begin_buffers(entry, byte_budget)) return byte_budget;
    std::size_t spent = 0, before = 0;  // before: bytes of the parts so far
    for (const UploadPart& part : upload_parts(data, entry.gpu)) {
        const std::size_t begin = std::min(entry.uploaded - before, part.bytes);
        const std::size_t bytes = std::min(part.bytes - begin, byte_budget - spent);
        if (bytes > 0) {
            glBindBuffer(GL_COPY_WRITE_BUFFER, part.buffer);
            glBufferSubData(GL_COPY_WRITE_BUFFER, static_cast<GLintptr>(part.place + begin),
                            static_cast<GLsizeiptr>(bytes), static_cast<const char*>(part.data) + begin);
            entry.uploaded += bytes;
            spent += bytes;
        }
        before += part.bytes;
        if (entry.uploaded < before) break;  // the budget is spent
    }
    entry.whole = entry.uploaded == before;
    if (entry.whole && pool_ && entry.gpu.triangle_count > here_limit)
        pool_->submit("giving back memory", [prepared = std::move(entry.prepared)](Job&) mutable { prepared.reset(); });
    if (entry.whole) entry.prepared.reset();
    return spent;
}

bool MeshCache::upload(std::size_t byte_budget) {
    prepared_here_ = 0;
    bool became_whole = false;
    for (auto& [mesh, entry] : entries_) {
        if (byte_budget == 0) break;
        if (!entry.is_due()) continue;
        byte_budget -= std::min(byte_budget, upload_slice(entry, byte_budget));
        became_whole |= entry.whole;
    }
    return became_whole;
}

bool MeshCache::upload_due() const {
    return std::any_of(entries_.begin(), entries_.end(), [](const auto& pair) { return pair.second.is_due(); });
}

bool MeshCache::pending() const {
    return std::any_of(entries_.begin(), entries_.end(),
                       [](const auto& pair) { return !pair.second.whole && !pair.second.has_failed(); });
}

void MeshCache::keep_only(const std::unordered_set<const Mesh*>& meshes) {
    for (auto place = entries_.begin(); place != entries_.end();) {
        if (meshes.contains(place->first)) {
            ++place;
            continue;
        }
        give_back(place->second);
        place = entries_.erase(place);
    }
}

}  // namespace gimbal::app
