// A document that other programs reach, in this process: a link and clients of it.
#pragma once
#include <doctest/doctest.h>

#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "api/document/mesh/mesh_ops.h"
#include "api/live_link/document_link.h"
#include "gimbal/console/link/client.h"

namespace gimbal::test {

using namespace std::chrono_literals;
namespace link = console::link;
using link::Code;
using link::List;
using link::Object;

constexpr auto deadline = 120s;  // generous, because the machine may be busy

inline bool wait_until(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(1ms);
    }
    return true;
}

// Records what is shown to the user. Thread: any.
class SilentHost final : public Host {
public:
    bool has_window() const override { return false; }
    Picture screenshot(int, int, const std::function<bool()>&) override { return {}; }
    void notify(std::string text, NoteLevel) override { add(notes_, std::move(text)); }
    void echo(std::string line) override { add(lines_, std::move(line)); }
    FrameStats frame_stats(bool) override { return {}; }
    void set_continuous(bool) override {}
    void request_quit(int) override {}
    void open_in_editor(std::string, int) override {}
    void set_additions(PluginAdditions) override {}

    std::vector<std::string> notes() { return get(notes_); }
    std::vector<std::string> lines() { return get(lines_); }

private:
    void add(std::vector<std::string>& list, std::string text) {
        std::lock_guard lock(mutex_);
        list.push_back(std::move(text));
    }
    std::vector<std::string> get(const std::vector<std::string>& list) {
        std::lock_guard lock(mutex_);
        return list;
    }
    std::mutex mutex_;
    std::vector<std::string> notes_, lines_;
};

struct Linked {
    Linked() {
        char name[] = "/tmp/gimbal-live-link-test-XXXXXX";
        folder = ::mkdtemp(name);
    }
    ~Linked() {
        served.close("the test ends");
        std::filesystem::remove_all(folder);
    }
    std::string socket() const { return folder + "/here.socket"; }
    void listen(bool evaluate = false) { served.listen({{socket()}, evaluate, {"solved"}}); }
    link::Client client(link::Handlers handlers = {}) const {
        return link::Client(
            {.address = socket(), .name = "test", .connect_time = deadline, .handlers = std::move(handlers)});
    }
    document::MeshPtr mesh(const std::string& name) const {
        const document::ObjectId id = document.find(name);
        return id ? document.mesh(id) : nullptr;
    }

    std::string folder;
    document::Document document;
    document::CommandRegistry commands;
    SilentHost host;
    live_link::DocumentLink served{document, commands, host};
};

inline Code code(const link::Reply& reply) {
    REQUIRE(reply.error);
    return reply.error->code;
}
inline std::string message(const link::Reply& reply) { return reply.error ? reply.error->message : ""; }

// A square of two triangles at this height.
inline link::Arrays square(float height) {
    return link::Mesh{.positions = {{0, 0, height}, {1, 0, height}, {1, 1, height}, {0, 1, height}},
                      .triangles = {{0, 1, 2}, {0, 2, 3}}}
        .arrays();
}
inline link::Arrays moved_square(float height) {
    return link::Mesh{.positions = {{0, 0, height}, {1, 0, height}, {1, 1, height}, {0, 1, height}}}.arrays();
}

}  // namespace gimbal::test
