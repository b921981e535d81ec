// The words for undo steps: what opens one, and what the history says of one.
#pragma once
#include <cstdint>
#include <string>

namespace gimbal::document {

// A run of Python. What is edited while it is open belongs to it.
struct Run {
    std::string title;
    std::uint64_t number = 0;  // never used again; 0: there is no run
};

using StepToken = std::uint64_t;  // of an open step; never 0, never used again

struct StepRequest {
    std::string name;
    bool transaction = false;  // can be rolled back
    bool of_run = false;       // by the thread of the run that is open, at whose end it is closed; it cuts the run
    bool cuts = false;         // cuts what is open in two, as a step of the run does
    int own_steps = 0;         // those of begin_step() that the caller has open; it cuts them if nothing else is open
};

// A step in the history, as values.
struct StepInfo {
    std::string name;
    std::string run;          // the title of the run that was open at its first edit; "": there was none
    double time = 0;          // of its first edit, seconds since the epoch
    std::uint64_t bytes = 0;  // that only the history holds; counted up to the step's end
};

}  // namespace gimbal::document
