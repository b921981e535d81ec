// Connects Assimp's progress to a job, and the job's cancellation to Assimp.
#pragma once
#include <assimp/ProgressHandler.hpp>

#include "api/document/work/job.h"

namespace gimbal::document {

// Update() throws when the job is cancelled. Assimp catches that and gives up with an error.
// Thread: worker.   GIL: not needed.
class JobProgress : public Assimp::ProgressHandler {
public:
    JobProgress(Job& job, double share) : job_(job), share_(share) {}  // `share`: of the job's progress
    bool Update(float fraction) override {
        job_.poll();
        if (fraction >= 0 && fraction <= 1) job_.set_progress(fraction * share_);
        return true;
    }

private:
    Job& job_;
    double share_;
};

}  // namespace gimbal::document
