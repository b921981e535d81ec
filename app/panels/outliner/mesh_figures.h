// Area, volume and size of a mesh, computed on a worker: a large mesh takes seconds, a frame has milliseconds.
#pragma once
#include <memory>
#include <optional>

#include "app/names.h"
#include "app/panels/mailbox.h"

namespace gimbal::app {

struct MeshFigures {
    std::uint64_t mesh_version = 0;
    bool failed = false;  // for lack of memory; the rest is not known
    document::Bounds bounds;
    double area = 0, volume = 0;
    bool closed = false;
};

// Thread: UI; the worker gets only the mesh.   GIL: never.
class MeshFigureFinder {
public:
    explicit MeshFigureFinder(Waker& waker) : answer_(std::make_shared<Mailbox<MeshFigures>>(waker)) {}
    ~MeshFigureFinder();
    // Returns nothing until the figures are ready; then another frame is requested.
    std::optional<MeshFigures> of(const MeshPtr& mesh, std::uint64_t mesh_version);

private:
    std::shared_ptr<Mailbox<MeshFigures>> answer_;
    std::optional<MeshFigures> known_;
    bool asked_ = false;  // one computation at a time, so that a mesh that changes often does not flood the pool
};

}  // namespace gimbal::app
