// Tells other processes what the panels show, for tests and automation. Answers while a script hangs, too.
//
// A Unix socket. A request is one line. The answer is any number of lines and a final line with a single dot; a line of
// the answer that begins with a dot gets a second dot in front. Requests:
//
//     rows PANEL   the text on console, editor, info, outliner, properties, view, status, dialog or notes
//     state        run idle|queued|running, typed TEXT, focus PANEL, window WIDTHxHEIGHT, scale S, text_size S,
//                  maximised PANEL|none: one line each
//     layout       PANEL X Y WIDTH HEIGHT, one line for each panel that is shown
//     stats        one figure a line, as gimbal.app.frame_stats()
//     idle         "yes" if all input was handled and drawn and nothing runs; otherwise the unfinished part
//     kept         work CHANGES KEPT, scene VERSION KEPT: what is kept survives any end of the program
//
// The answer to anything else is "unknown request: ...".
#pragma once
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "app/window/host/inspection.h"
#include "gimbal/console/ui_queue.h"

namespace gimbal::app {

// Serves one client after the other on its own thread, and asks the UI thread for each answer.
// Thread: UI creates and destroys it.   GIL: never.
class InspectServer {
public:
    // Throws std::runtime_error with the path if the socket cannot be created, for example because another kind of file
    // is there. Only the user can connect to the socket.
    InspectServer(std::filesystem::path socket, console::UiQueue& ui, const Inspection& inspection);
    ~InspectServer();

private:
    void serve();
    void talk(int client);
    // `events` as for poll(). False: the server ends, or the descriptor is closed.
    bool wait_for(int descriptor, short events) const;
    bool send_all(int client, const std::string& bytes) const;

    std::filesystem::path path_;
    console::UiQueue& ui_;
    const Inspection inspection_;
    struct stat ours_ {};  // of the socket that bind() has made
    int listener_ = -1, end_event_ = -1;
    std::atomic<bool> ends_{false};
    std::thread thread_;
};

}  // namespace gimbal::app
