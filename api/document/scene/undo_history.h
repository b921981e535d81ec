// The steps that can be undone and redone. A step keeps the scene from before it.
#pragma once
#include <deque>
#include <string>
#include <unordered_set>
#include <vector>

#include "api/document/scene/scene.h"
#include "api/document/scene/undo_step.h"

namespace gimbal::document {

// Scenes and meshes to free after the document's mutex is released, since freeing them takes long.
using Discarded = std::vector<std::shared_ptr<const void>>;

// Thread: any, with the document's mutex held.   GIL: not needed.
class UndoHistory {
public:
    // Steps nest; the outermost one counts. end() returns true if it has ended the outermost step.
    void begin(std::string name);
    bool end();
    // A named step cuts what is open in two. Those that begin inside it belong to it. end_named() returns true if it
    // has ended the outermost of them.
    void begin_named(std::string name);
    bool end_named();
    bool in_named() const { return named_depth_ > 0; }
    void set_run(Run run) { run_ = std::move(run); }
    const Run& run() const { return run_; }
    int depth() const { return depth_; }  // of begin()
    bool is_open() const { return depth_ > 0 || named_depth_ > 0; }
    const std::string& open_name() const { return named_depth_ > 0 ? named_ : open_name_; }
    void rename_named(std::string name) { named_ = std::move(name); }

    // From a step's first edit to its end the step is recording.
    bool is_recording() const { return recording_; }
    // `may_be_dropped`: keeps what could be redone until close(), and the oldest steps.
    void record(ScenePtr before, bool may_be_dropped, Discarded& discarded);
    const Scene& recorded_scene() const { return *undo_.back().scene; }  // from before the step that is recording
    // Names the step that is recording, and sets the scene from before it.
    void change_recording(std::string name, ScenePtr before, Discarded& discarded);
    const std::string& recording_name() const { return undo_.back().name; }
    void drop_recording(Discarded& discarded);  // as if the step had never begun
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
    std::vector<StepInfo> undo_steps() const;  // oldest first
    std::vector<StepInfo> redo_steps() const;  // the next one to redo first
    std::uint64_t newest_run() const { return undo_.empty() ? 0 : undo_.back().run.number; }
    std::size_t steps_of_run(std::uint64_t run) const;  // that can be undone
    // The number of steps of this run, if they are the newest and complete. Throws std::runtime_error that says why
    // undo cannot take back the run.
    std::size_t newest_steps_of_run(std::uint64_t run) const;
    void forget_all(Discarded& discarded);

private:
    struct Step {
        std::string name;
        Run run;         // that was open at the first edit
        ScenePtr scene;  // its blocks and meshes are shared with the present scene
        double time = 0;
        std::uint64_t bytes = 0;
    };
    using Steps = std::deque<Step>;
    static const std::string& name_of(const Steps& steps);
    static StepInfo info_of(const Step& step);
    static void forget(Steps& steps, Discarded& discarded);
    void trim(Discarded& discarded);

    Steps undo_, redo_;
    Steps held_redo_;  // what could be redone before the step that is recording
    int depth_ = 0, named_depth_ = 0;
    std::string open_name_, named_;
    Run run_;
    std::uint64_t trimmed_run_ = 0;  // the run of the last step that was dropped for its size or age
    bool recording_ = false, may_be_dropped_ = false;
    std::unordered_set<const Mesh*> counted_;  // by count_mesh in the step that is recording
};

}  // namespace gimbal::document
