// The folder from which a crash report is made.
#pragma once
#include <atomic>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "engine/session/journal.h"
#include "engine/session/output_ring.h"
#include "gimbal/console/base/alternate_stack.h"
#include "gimbal/console/base/file_work.h"

namespace gimbal::console {

// Keeps the files `journal` (locked while the process lives), `output` and `crash` in a folder, which a clean end
// removes. If that fails, the program goes on without one, and take_problem() returns the reason once.
// Thread: the one that makes the engine, unless a member says otherwise.   GIL: not needed.
class Session final : private FileWorkObserver {
public:
    // `program` is the name that begins the message of a crash.
    Session(const std::filesystem::path& sessions, std::string kind, const std::vector<std::filesystem::path>& library,
            std::string program);
    ~Session();

    void python_has_started();                       // Thread: script.   GIL: held.
    void run_begins(const Run& run);                 // Thread: script.
    void run_ended(const Run& run, RunState state);  // Thread: script.
    void end();                                      // removes the folder
    std::string take_problem();                      // empty: none, or taken already. Thread: script.

private:
    void file_work_begins(std::uint64_t id, std::string_view verb, const std::filesystem::path& file) override;
    void file_work_ended(std::uint64_t id) override;
    int create(const SessionHead& head);
    void watch();
    void give_up(int error);

    const std::string program_;
    std::filesystem::path folder_;
    std::mutex failing_;
    std::string problem_;   // guarded by failing_
    AlternateStack stack_;  // of the thread that makes the engine
    Journal journal_;
    OutputRing output_;
    int crash_ = -1;  // never closed: faulthandler may write to it at any time
    Descriptor terminal_;
    std::atomic<bool> kept_{false};
};

}  // namespace gimbal::console
