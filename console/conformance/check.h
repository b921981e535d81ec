// What a check is. To add one, write a file in checks/ and add its row to the table in checks.cpp.
#pragma once
#include <span>
#include <stdexcept>
#include <string>

#include "gimbal/console/conformance/conformance.h"

namespace gimbal::console::conformance {

// What a check may use.
struct Job {
    const Setup& setup;
    bool quick;           // smaller numbers
    double seconds;       // for each wait
    std::string folder;   // an empty one, which is removed after the check
    std::string program;  // argv[0], for run_this_program()
};

struct Failed : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct Skipped : std::runtime_error {
    using std::runtime_error::runtime_error;
};

inline void require(bool holds, const std::string& what_is_wrong) {
    if (!holds) throw Failed(what_is_wrong);
}

// Thread: the check's, which is the UI thread of its engine. No engine exists before and after it.
struct Check {
    const char* row;                     // of the table in docs/embedding.md; "" for a check that is not in the table
    const char* name;                    // "native_threads"
    const char* claim;                   // a sentence about behaviour
    std::string (*run)(const Job& job);  // returns what was measured. Throws Failed or Skipped with the reason
};
std::span<const Check> checks();

// What this program does as a child process of a check: `--child NAME ARGUMENT`. Returns its exit code.
struct Child {
    const char* name;
    int (*run)(const Job& job, const std::string& argument);
};
std::span<const Child> children();

}  // namespace gimbal::console::conformance
