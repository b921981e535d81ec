#include "tests/engine/storm/book.h"

#include <cstdio>
#include <variant>

namespace gimbal::console::test {

void Book::broken(const std::string& promise) {
    std::lock_guard lock(mutex_);
    if (++broken_ <= 20) std::fprintf(stderr, "broken promise: %s\n", promise.c_str());
}

int Book::broken_promises() const {
    std::lock_guard lock(mutex_);
    return broken_;
}

void Book::must(bool kept, RunId run, const char* promise) {
    if (!kept) broken("run " + std::to_string(run) + ": " + promise);
}

void Book::submitted(RunId run, Clock::time_point asked) {
    std::lock_guard lock(mutex_);
    runs_[run].asked = asked;
    runs_[run].was_submitted = true;
}

void Book::read(const ConsoleEvent& event) {
    auto entry = [this](RunId run) -> Entry& {
        std::lock_guard lock(mutex_);
        return runs_[run];  // elements of a map do not move
    };
    if (const auto* queued = std::get_if<RunQueued>(&event)) {
        must(entry(queued->run).stage == Stage::unknown, queued->run, "is queued once, before anything else");
        entry(queued->run).stage = Stage::queued;
    } else if (const auto* started = std::get_if<RunStarted>(&event)) {
        must(entry(started->run).stage == Stage::queued, started->run, "starts once, after it was queued");
        must(running_ == 0, started->run, "starts after the previous run has ended");
        entry(started->run).stage = Stage::started;
        running_ = started->run;
    } else if (const auto* ended = std::get_if<RunEnded>(&event)) {
        Entry& run = entry(ended->run);
        must(run.stage == Stage::started && running_ == ended->run, ended->run, "ends once, after its start");
        must(!run.asks, ended->run, "has ended its input() before it ends");
        run.stage = Stage::over;
        run.state = ended->state;
        run.error = ended->error.type;
        run.over = Clock::now();
        running_ = 0;
    } else if (const auto* removed = std::get_if<RunRemoved>(&event)) {
        Entry& run = entry(removed->run);
        must(run.stage == Stage::queued || run.stage == Stage::unknown, removed->run,
             "is removed once, before its start");
        run.stage = Stage::over;
        run.was_removed = true;
        run.why = removed->why;
        run.over = Clock::now();
        ++removed_;
    } else if (const auto* asked = std::get_if<InputRequested>(&event)) {
        must(running_ == asked->run && !entry(asked->run).asks, asked->run,
             "asks for input while it runs, once at a time");
        entry(asked->run).asks = true;
        newest_question_.store(asked->question);
    } else if (const auto* done = std::get_if<InputDone>(&event)) {
        must(entry(done->run).asks, done->run, "ends an input() that has begun");
        entry(done->run).asks = false;
    }
}

void Book::read_text(const std::vector<TextPiece>& pieces, std::uint64_t dropped) {
    dropped_ += dropped;
    for (const TextPiece& piece : pieces) {
        if (piece.stream != Stream::out) continue;  // the engine writes tracebacks and results
        OpenLine& line = open_lines_[piece.thread];
        line.in_parts = !line.text.empty();
        for (std::size_t at = 0; at < piece.text.size();) {
            const std::size_t end = piece.text.find('\n', at);
            line.text += piece.text.substr(at, end == std::string::npos ? end : end - at);
            if (end == std::string::npos) break;
            read_line(piece.run, line.text, line.in_parts);
            line = {};
            at = end + 1;
        }
    }
}

// Most lines are "<writer> number", as the Python code of storm.cpp writes them. The others are observations.
void Book::read_line(RunId run, const std::string& line, bool in_parts) {
    ++lines_;
    if (line.starts_with("struck ")) {
        broken("an interrupt in " + line.substr(7));  // from a writer that must see no interrupt
    } else if (line == "swallowed") {
        std::lock_guard lock(mutex_);
        runs_[run].swallowed = true;
    } else if (line.starts_with("slow ")) {
        must_be_slow_.erase(line.substr(5));  // it paused before its last line was complete
    } else {
        read_numbered(run, line, in_parts);
    }
}

void Book::read_numbered(RunId run, const std::string& line, bool in_parts) {
    const std::size_t close = line.find("> ");
    const bool whole = line.starts_with("<") && close != std::string::npos && line.find('<', 1) == std::string::npos &&
                       line.find_first_not_of("0123456789", close + 2) == std::string::npos && line.size() > close + 2;
    if (!whole) {
        if (dropped_ == 0) broken("a line is whole: " + line + " (run " + std::to_string(run) + ")");
        return;
    }
    const std::string writer = line.substr(1, close - 1);
    const long number = std::stol(line.substr(close + 2));
    const auto [last, is_new] = last_of_writer_.try_emplace(writer, -1);
    const bool next = dropped_ == 0 ? number == last->second + 1 : number > last->second;
    if (!next)
        broken("the lines of " + writer + " come in order: " + std::to_string(number) + " after " +
               std::to_string(last->second));
    last->second = number;
    const bool torn = must_be_slow_.erase(writer) > 0 || (in_parts && !writer.starts_with("printer "));
    if (torn && dropped_ == 0)
        broken("a line of " + writer + " that was soon complete is not torn, up to number " + std::to_string(number));
    if (!in_parts) return;
    ++lines_in_parts_;
    must_be_slow_.insert(writer);  // otherwise the line is torn, which its next line shows
}

void Book::close(const StopTimes& stops, bool all_ended) {
    for (const auto& [id, run] : runs_) {
        if (!run.was_submitted) continue;
        if (all_ended) must(run.stage == Stage::over, id, "has ended or was removed when the engine has ended");
        if (run.stage != Stage::over) continue;
        const bool struck = run.state == RunState::interrupted || run.error == "KeyboardInterrupt" || run.swallowed;
        if (struck) must(stops.any_between(run.asked, run.over), id, "is interrupted only while Stop is pressed");
        if (run.was_removed && run.why == "stopped before its turn")
            must(stops.any_between(run.asked, run.over), id, "is removed by a Stop only while one is pressed");
    }
}

int Book::count(RunState state) const {
    int count = 0;
    for (const auto& [id, run] : runs_) count += run.stage == Stage::over && !run.was_removed && run.state == state;
    return count;
}

}  // namespace gimbal::console::test
