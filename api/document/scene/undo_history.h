// The steps that can be undone and redone. A step keeps the scene from before it.
#pragma once
#include <deque>
#include <string>
#include <unordered_set>
#include <vector>

#include "api/document/scene/scene.h"

namespace gimbal::document {

// Scenes and meshes to free after the document's mutex is released, since freeing them takes long.
using Discarded = std::vector<std::shared_ptr<const void>>;

// Thread: any, with the document's mutex held.   GIL: not needed.
class UndoHistory {
public:
    // Steps nest; the outermost one counts. end() returns true if it has ended the outermost step.
    void begin(std::string name);
    bool end();
    bool is_open() const { return depth_ > 0; }
    const std::string& open_name() const { return open_name_; }

    // From a step's first edit to its end the step is recording.
    bool is_recording() const { return recording_; }
    void record(ScenePtr before, Discarded& discarded);
    // Adds to the bytes of the last step, once for each mesh, what `next` does not share (nullptr: nothing). A mesh
    // that the scene from before the step does not hold does not count: the step has made it, or it was a frame of a
    // stream.
    void count_mesh(ObjectId id, const MeshPtr& replaced, const Mesh* next);
    void close(std::uint64_t copied_bytes, Discarded& discarded);

    // The scene to return to, or nullptr if there is none.
    ScenePtr previous(bool back) const;
    // Moves the last step to the other side, with `present` as the scene to return to.
    void travel(bool back, ScenePtr present, Discarded& discarded);

    const std::string& undo_name() const { return name_of(undo_); }  // "" if there is none
    const std::string& redo_name() const { return name_of(redo_); }
    void forget_redo(Discarded& discarded) { forget(redo_, discarded); }
    void forget_all(Discarded& discarded);

private:
    struct Step {
        std::string name;
        ScenePtr scene;  // its blocks and meshes are shared with the present scene
        std::uint64_t bytes = 0;
    };
    using Steps = std::deque<Step>;
    static const std::string& name_of(const Steps& steps);
    static void forget(Steps& steps, Discarded& discarded);
    void trim(Discarded& discarded);

    Steps undo_, redo_;
    int depth_ = 0;
    std::string open_name_;
    bool recording_ = false;
    std::unordered_set<const Mesh*> counted_;  // by count_mesh in the step that is recording
};

}  // namespace gimbal::document
