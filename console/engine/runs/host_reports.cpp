#include "engine/runs/host_reports.h"

#include "gimbal/console/python/errors.h"
#include "engine/python/uncaught.h"

namespace gimbal::console {

// "; Ctrl-Q ends the program" with the host's words, or nothing.
std::string HostReports::quit_hint() const {
    return (to_console_ && !how_to_quit_.empty() ? "; " + how_to_quit_ : "") + "\n";
}

void HostReports::line(RunId run, const std::string& text) {
    if (text.empty()) return;
    if (to_console_) output_.write(run, Stream::host, text);
    else write_to_stderr(program_ + ": " + text);
}

void HostReports::print_traceback(const std::string& place) {
    const Traceback error = take_traceback();
    if (error.is_system_exit) return line(0, error.text + "exit() in " + place + " ended only this call" + quit_hint());
    const std::string text = "in " + place + ":\n" + error.text;
    if (to_console_) return output_.write(Stream::err, text);
    PySys_FormatStderr("%s", text.c_str());
}

void HostReports::run_ended(RunId run, const Traceback& error) {
    if (!to_console_) {
        flush_standard_streams();                                // the output of the cell comes before its traceback
        if (!error.is_system_exit) write_to_stderr(error.text);  // at the terminal, exit() ends the program
        return;
    }
    if (!error.text.empty()) output_.write(run, Stream::err, error.text);
    if (error.is_system_exit) line(run, "exit() ended this run only" + quit_hint());
}

}  // namespace gimbal::console
