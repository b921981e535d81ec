// The folder from which a crash report is made.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "engine/session/journal.h"
#include "engine/session/output_ring.h"

namespace gimbal::console {

// Keeps the files `journal` (locked while the process lives), `output` and `crash` in a folder, which a clean end
// removes. If that fails, the program goes on without, and take_problem() returns the reason once.
// Thread: process main, unless a member says otherwise.   GIL: not needed.
class Session {
public:
    Session(const std::filesystem::path& sessions, std::string kind, const std::vector<std::filesystem::path>& library);
    ~Session();

    void python_has_started();                       // Thread: script.   GIL: held.
    void run_begins(const Run& run);                 // Thread: script.
    void run_ended(const Run& run, RunState state);  // Thread: script.
    void end();                                      // removes the folder
    std::string take_problem();                      // empty: none, or taken already. Thread: script.

private:
    int create(const SessionHead& head);
    void watch();
    void give_up(int error);

    std::filesystem::path folder_;
    std::string problem_;
    Journal journal_;
    OutputRing output_;
    int crash_ = -1;  // never closed: faulthandler may write to it at any time
    Descriptor terminal_;
    bool kept_ = false;
};

}  // namespace gimbal::console
