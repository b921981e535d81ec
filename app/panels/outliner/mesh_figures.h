// Area, volume and size of one mesh, worked out by a worker: a big mesh takes seconds, a frame has milliseconds.
#pragma once
#include <functional>
#include <memory>
#include <optional>

#include "api/document/mesh/mesh.h"
#include "api/document/scene/scene.h"
#include "app/panels/mailbox.h"

namespace gimbal::app {

struct MeshFigures {
    std::uint64_t mesh_version = 0;
    document::Bounds bounds;
    double area = 0, volume = 0;
    bool closed = false;
};

// Thread: UI; the figures are made on a worker.   GIL: never.
class MeshFigureFinder {
public:
    explicit MeshFigureFinder(std::function<void()> wake);
    ~MeshFigureFinder();
    // Those of this mesh, or nothing yet: then another frame follows when they are ready.
    std::optional<MeshFigures> of(const document::MeshPtr& mesh, std::uint64_t mesh_version);

private:
    std::shared_ptr<Mailbox<MeshFigures>> answer_;
    std::optional<MeshFigures> known_;
    bool asked_ = false;  // one question at a time: a mesh that changes often floods nothing
};

}  // namespace gimbal::app
