// The place where the display hook shows a value: the window, or the terminal that started the program.
#pragma once
#include "gimbal/console/python/gil.h"

#include <atomic>
#include <map>
#include <string>
#include <utility>

#include "engine/output/output.h"

namespace gimbal::console {

// Thread: Python.   GIL: held.
class ResultSink {
public:
    virtual ~ResultSink() = default;
    virtual int columns() const = 0;  // the width of a line
    // The value that is shown next is that of this statement, which a loop may repeat.
    virtual void begin_value(const void* /*code*/, int /*instruction*/) {}
    // `note` is a separate line that says how much was left out. False: a Python error is set.
    virtual bool show_text(std::string text, const std::string& note) = 0;
    // Sets `shown` to false if there is no room for the picture now; the caller then shows the repr.
    virtual bool show_picture(std::string png, bool& shown) = 0;
};

// Posts a long text or a picture as one event, so the panel sees where it ends. Those that the panel has not taken yet
// are bounded: beyond the bound, a text is written as ordinary output, and a picture is not shown.
class WindowResults final : public ResultSink {
public:
    WindowResults(EventChannel& events, OutputChannel& output) : events_(events), output_(output) {}
    void set_size(int columns, int rows) {  // Thread: any
        columns_.store(columns);
        rows_.store(rows);
    }
    int rows() const { return rows_.load(); }
    int columns() const override { return columns_.load(); }
    void begin_value(const void* code, int instruction) override;
    bool show_text(std::string text, const std::string& note) override;
    bool show_picture(std::string png, bool& shown) override;

    static constexpr std::size_t long_bytes = 4000, long_lines = 25;  // the panel folds a text that exceeds one of them
    static constexpr int values_of_a_loop = 10;                       // of each statement; the panel folds the rest
    static constexpr std::size_t pending_limit = 32u << 20;           // bytes of texts and pictures not yet taken

private:
    std::shared_ptr<const std::string> counted(std::string bytes);  // nullptr: no room
    EventChannel& events_;
    OutputChannel& output_;
    std::atomic<int> columns_{80}, rows_{24};
    // --- Guarded by the GIL.
    RunId counted_run_ = 0;
    std::map<std::pair<const void*, int>, int> counts_;  // by code and instruction: the values of the run
    std::uint64_t writes_after_value_ = 0;
    bool folds_ = false;  // the next value
    std::shared_ptr<std::atomic<std::size_t>> pending_ = std::make_shared<std::atomic<std::size_t>>(0);
};

// Writes to sys.stdout, as python3's own display hook does.
class TerminalResults final : public ResultSink {
public:
    int columns() const override;  // COLUMNS, else the terminal's width, else 80
    bool show_text(std::string text, const std::string& note) override;
    bool show_picture(std::string png, bool& shown) override;
};

}  // namespace gimbal::console
