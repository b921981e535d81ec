// How many undo steps the calling thread has opened around a function of Python, by run_as_step(). An undo_step inside
// is separate from them.
#pragma once

namespace gimbal::module {

inline thread_local int own_steps = 0;

class OwnStep {
public:
    OwnStep() { ++own_steps; }
    ~OwnStep() { --own_steps; }
    OwnStep(const OwnStep&) = delete;
};

}  // namespace gimbal::module
