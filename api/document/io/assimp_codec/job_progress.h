// Assimp's progress is a job's: it stops when the job is cancelled.
#pragma once
#include <assimp/ProgressHandler.hpp>

#include "api/document/work/job.h"

namespace gimbal::document {

// Assimp catches what Update throws and gives up with an error, which is the wanted effect.
// Thread: worker.   GIL: not needed.
class JobProgress : public Assimp::ProgressHandler {
public:
    JobProgress(Job& job, double share) : job_(job), share_(share) {}  // of the job's progress
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
