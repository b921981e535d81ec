// The server end of the live link: the document and its commands for other programs.
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "api/document/commands/commands.h"
#include "api/host.h"
#include "api/live_link.h"
#include "api/live_link/mesh_streams.h"
#include "api/live_link/peer_commands.h"
#include "gimbal/console/link/server.h"

namespace gimbal::live_link {

class EventFeed;

// What `document`, `registry` and `host` refer to outlives it. Its threads exist only while it listens.
// Thread: any.   GIL: as LiveLink says.
class DocumentLink final : public LiveLink {
public:
    DocumentLink(document::Document& document, const document::CommandRegistry& registry, Host& host);
    ~DocumentLink() override;  // closes it

    void listen(LinkOptions options) override;
    void close(const std::string& why) override;
    void close_soon(const std::string& why) override;
    LinkState state() const override;
    std::vector<console::link::PeerInfo> peers() const override;
    bool disconnect(std::uint64_t peer, const std::string& why) override;
    std::size_t publish(const std::string& event, console::link::Value value, console::link::Arrays arrays) override;
    std::vector<console::link::StreamInfo> streams() const override;
    console::link::SnapshotResult latest(const std::string& name) const override;
    console::link::SnapshotResult wait_for(const std::string& name, std::uint64_t after,
                                           std::chrono::milliseconds limit) const override;
    void on_change(std::function<void()> changed) override;
    std::vector<document::RunningCommand> running() const override { return commands_.running(); }
    void cancel_all() override { commands_.cancel_all(); }
    void set_python(std::shared_ptr<const LinkPython> python) override;
    void run_ended(const std::string& title, const char* state) override;

private:
    using Request = console::link::Request;
    struct Feed;

    std::shared_ptr<console::link::Server> take_server();  // null: it does not listen
    void end(console::link::Server& server, const std::string& why);
    void wait_for_closing();
    console::link::ServerOptions server_options(const LinkOptions& options);
    void call(Request request);
    void evaluate(Request request);
    console::link::SnapshotResult read(const std::string& name) const;
    std::shared_ptr<console::link::Server> server() const;
    std::optional<console::link::Streams> kept_streams() const;
    std::shared_ptr<const LinkPython> python() const;
    void report_change() const;

    document::Document& document_;
    const document::CommandRegistry& registry_;
    Host& host_;
    PeerCommands commands_;
    MeshStreams meshes_;

    const std::shared_ptr<Feed> feed_;  // the document's listener holds it weakly
    mutable std::mutex mutex_;          // never held while the server is called, except to make it
    std::shared_ptr<console::link::Server> server_;
    std::optional<console::link::Streams> streams_;  // of the server, or of the last one
    LinkState state_;
    std::shared_ptr<const LinkPython> python_;
    std::vector<Request> waiting_;  // evaluations that came before Python had started
    std::function<void()> changed_;
    std::mutex closing_mutex_;
    std::thread closing_;  // of close_soon()
};

}  // namespace gimbal::live_link
