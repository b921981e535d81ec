// Shows the meshes that peers stream as objects of the scene.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "api/document/scene/document.h"
#include "gimbal/console/link/streams.h"

namespace gimbal::live_link {

// The first frame of a stream adds an object of its name, or gives the object of that name the mesh. That is the one
// undo step of the stream; later frames are none. What happens to the object meanwhile decides about the next frame:
// - it has a frame of the stream, also an older one that an undo has brought back: the frame takes its place;
// - it was removed, or an undo has taken the stream back: nothing is shown until a redo brings it back or another
//   writer begins;
// - somebody has edited it: the frame takes its place in one new step, so undo brings the edited mesh back;
// - numpy holds its vertices: the frame is left out.
// Thread: any, one at a time for a name.   GIL: not needed.
class MeshStreams {
public:
    // `report` is told once for each stream and reason why frames are not shown.
    MeshStreams(document::Document& document, std::function<void(std::string)> report)
        : document_(document),
          report_(std::move(report)) {}

    void show(const console::link::Snapshot& snapshot);
    // The frame that the object shows now; 0: none of a stream.
    std::uint64_t shown_frame(const std::string& name, const document::MeshPtr& mesh) const;

private:
    struct Shown {
        std::uint64_t writer = 0, frame = 0, next_frame = 0;
        document::ObjectId id;
        document::MeshPtr before;                                 // of the object before the step; null: there was none
        std::vector<std::weak_ptr<const document::Mesh>> frames;  // those that the scene or its history still holds
        console::link::Arrays arrays;  // of the last frame, whose triangles the next may share
        document::MeshPtr last, next;  // next: on its way into the scene, where a reader may see it first
        std::string problem;
    };
    document::MeshPtr mesh_of(const console::link::Snapshot& snapshot, const Shown& shown) const;
    void begin(const std::string& name, Shown& shown, const document::MeshPtr& mesh);
    void follow(const std::string& name, Shown& shown, const document::MeshPtr& mesh);
    document::MeshPtr present_of(const Shown& shown) const;  // null while the stream pauses, as said above
    bool is_frame(Shown& shown, const document::MeshPtr& mesh) const;

    document::Document& document_;
    const std::function<void(std::string)> report_;
    mutable std::mutex mutex_;  // of the map, the two frames and their meshes
    std::map<std::string, std::shared_ptr<Shown>> streams_;
};

// The mesh of an object, without a copy.
console::link::Arrays arrays_of(const document::MeshPtr& mesh);

}  // namespace gimbal::live_link
