// Reading and writing mesh files by Assimp, with the progress and the cancellation of a job.
#pragma once
#include <assimp/ProgressHandler.hpp>

#include "api/document/io/mesh_codec.h"

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

std::vector<RawMesh> read_by_assimp(const std::filesystem::path& path, const std::string& extension, Job& job);
void write_by_assimp(const std::filesystem::path& path, const char* format, const std::vector<MeshToWrite>& meshes,
                     Job& job);

}  // namespace gimbal::document
