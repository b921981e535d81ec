// Where a shown value goes: into the window's one queue, or to the terminal that a program was started from.
#pragma once
#include "gimbal/console/python/gil.h"

#include <atomic>
#include <string>

#include "engine/output/output.h"

namespace gimbal::console {

// Thread: Python.   GIL: held.
class ResultSink {
public:
    virtual ~ResultSink() = default;
    virtual int columns() = 0;  // what a line holds
    // `note` follows on a line of its own: what was left out. False: a Python error is set.
    virtual bool show_text(std::string text, const std::string& note) = 0;
    virtual bool show_picture(std::string png,
                              bool& shown) = 0;  // shown false: no room for it now, the caller shows the repr
};

// Long texts and pictures travel as one event each, so that the panel sees where one ends. What the panel has not taken
// yet is bounded: beyond that a text goes the way of all output, which drops and counts, and a picture is not shown.
class WindowResults final : public ResultSink {
public:
    WindowResults(EventChannel& events, OutputChannel& output) : events_(events), output_(output) {}
    void set_columns(int columns) { columns_.store(columns); }  // Thread: any
    int columns() override { return columns_.load(); }
    bool show_text(std::string text, const std::string& note) override;
    bool show_picture(std::string png, bool& shown) override;

    static constexpr std::size_t short_bytes = 4000, short_lines = 25;  // more is a long result, which the panel folds
    static constexpr std::size_t most_waiting = 32u << 20;  // bytes of long results and pictures not yet taken

private:
    std::shared_ptr<const std::string> counted(std::string bytes);  // nullptr: no room
    EventChannel& events_;
    OutputChannel& output_;
    std::atomic<int> columns_{80};
    std::shared_ptr<std::atomic<std::size_t>> waiting_ = std::make_shared<std::atomic<std::size_t>>(0);
};

// sys.stdout, as python3's own display hook.
class TerminalResults final : public ResultSink {
public:
    int columns() override;  // COLUMNS, else the terminal's, else 80
    bool show_text(std::string text, const std::string& note) override;
    bool show_picture(std::string png, bool& shown) override;
};

}  // namespace gimbal::console
