#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>

#include "link_fixture.h"

using namespace link_test;

namespace {

const link::UpdateOptions as_array{.kind = link::StreamKind::array};

Object update(std::uint64_t frame) { return {{"type", "update"}, {"name", "z"}, {"kind", "array"}, {"frame", frame}}; }

// A writer in a process of its own, which may be killed at any time.
class Writer {
public:
    Writer(const std::string& folder, const char* kind) {
        pid_ = ::fork();
        if (pid_ != 0) return;
        ::execl(GIMBAL_TEST_LINK_PEER, GIMBAL_TEST_LINK_PEER, "write", folder.c_str(), kind, nullptr);
        ::_exit(127);
    }
    ~Writer() { kill(); }
    void signal(int number) const { ::kill(pid_, number); }
    void kill() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = -1;
    }

private:
    pid_t pid_;
};

struct Sealed {
    int file = ::memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    explicit Sealed(off_t bytes, int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) {
        REQUIRE(::ftruncate(file, bytes) == 0);
        REQUIRE(::pwrite(file, "GLNKSHM1", 8, 0) == 8);
        if (seals) REQUIRE(::fcntl(file, F_ADD_SEALS, seals) == 0);
    }
    ~Sealed() { ::close(file); }
};

Object share(std::uint64_t id, const Object& array, std::uint64_t slot_bytes = 64) {
    return {{"type", "share"},
            {"id", id},
            {"name", "z"},
            {"kind", "array"},
            {"slots", 2},
            {"slot_bytes", slot_bytes},
            {"arrays", link::List{array}}};
}
Object floats(std::int64_t count, const Object& more = {}) {
    Object array{{"name", "z"}, {"dtype", "float32"}, {"shape", link::List{count}}, {"offset", 0}};
    for (const auto& [key, value] : more) array[key] = value;
    return array;
}

}  // namespace

TEST_CASE_FIXTURE(Linked, "what a writer wrote before it died is there for a reader that comes later") {
    link::Server server(options());
    {
        RawPeer writer(socket());
        std::string all = frame(hello());
        for (std::uint64_t i = 1; i <= 100; ++i) all += frame(update(i), {{"z", numbers({float(i)})}});
        REQUIRE(writer.send(all + frame(update(101), {{"z", numbers({101})}}).substr(0, 40)));  // dies in the middle
    }
    REQUIRE(wait_until([&] {
        const auto info = server.streams().info("z");
        return info && info->state == link::StreamState::ended;
    }));
    const auto first = server.streams().wait_for("z", 0, deadline);
    REQUIRE(std::holds_alternative<link::Snapshot>(first));
    CHECK(std::get<link::Snapshot>(first).frame == 100);
    const auto next = server.streams().wait_for("z", std::get<link::Snapshot>(first).serial, deadline);
    REQUIRE(std::holds_alternative<link::Error>(next));
    CHECK(std::get<link::Error>(next).code == Code::ended);
}

TEST_CASE_FIXTURE(Linked, "a reader that waits sees the stream of a writer that is killed, and its end") {
    for (const char* kind : {"updates", "shared", "named"}) {
        CAPTURE(kind);
        auto made = options();
        made.addresses = {kind};
        link::Server server(made);
        auto writer = std::make_unique<Writer>(path, kind);
        std::uint64_t serial = 0;
        for (int frames = 0; frames < 5; ++frames) {
            const auto result = server.streams().wait_for("z", serial, deadline);
            REQUIRE_MESSAGE(std::holds_alternative<link::Snapshot>(result), std::get<link::Error>(result).message);
            const auto& got = std::get<link::Snapshot>(result);
            const auto z = got.arrays.at("z").as<float>();
            CHECK(std::all_of(z.begin(), z.end(), [&](float number) { return number == z[0]; }));  // one frame, not two
            serial = got.serial;
        }
        writer->kill();
        link::SnapshotResult result;
        do {
            result = server.streams().wait_for("z", serial, deadline);
            if (const auto* got = std::get_if<link::Snapshot>(&result)) serial = got->serial;
        } while (std::holds_alternative<link::Snapshot>(result));
        CHECK(std::get<link::Error>(result).code == Code::ended);
        const auto last = server.streams().latest("z");
        REQUIRE(std::holds_alternative<link::Snapshot>(last));
        CHECK(std::get<link::Snapshot>(last).serial == serial);
        CHECK(server.streams().forget("z"));
    }
}

TEST_CASE_FIXTURE(Linked, "a writer that stands still is silent, and live again when it goes on") {
    link::Server server(options());
    Writer writer(path, "shared");
    const auto state = [&] { return server.streams().info("z").value_or(link::StreamInfo{}).state; };
    REQUIRE(std::holds_alternative<link::Snapshot>(server.streams().wait_for("z", 0, deadline)));
    writer.signal(SIGSTOP);
    CHECK(wait_until([&] { return state() == link::StreamState::silent; }));
    CHECK(std::holds_alternative<link::Snapshot>(server.streams().latest("z")));
    writer.signal(SIGCONT);
    CHECK(wait_until([&] { return state() == link::StreamState::live; }));
}

TEST_CASE_FIXTURE(Linked, "a segment that lies is refused with the reason, and the connection stays") {
    link::Server server(options());
    RawPeer writer(socket());
    writer.greet();
    const Sealed good(4096 + 128), open(4096 + 128, 0), growing(4096 + 128, F_SEAL_GROW);
    std::uint64_t id = 0;
    const auto refused = [&](const Object& header, int file) {
        REQUIRE(writer.send_with_descriptor(frame(header), file));
        return code_of(writer.receive());
    };
    CHECK(refused(share(++id, floats(16)), open.file) == "not_sealed");
    CHECK(refused(share(++id, floats(16)), growing.file) == "not_sealed");
    CHECK(refused(share(++id, floats(17)), good.file) == "bad_array");         // ends after its slot
    CHECK(refused(share(++id, floats(16), 128), good.file) == "bad_segment");  // the file is too small
    CHECK(refused(share(++id, floats(16, {{"dtype", "float16"}})), good.file) == "bad_array");
    CHECK(refused(share(++id, floats(16, {{"dtype", "object"}})), good.file) == "bad_array");
    CHECK(refused(share(++id, floats(16, {{"strides", link::List{8}}})), good.file) == "bad_array");
    CHECK(refused(share(++id, floats(16, {{"offset", 1}})), good.file) == "bad_array");
    CHECK(refused(share(++id, floats(16, {{"offset", 1LL << 62}})), good.file) == "bad_array");
    CHECK(refused(share(++id, floats(-1)), good.file) == "bad_array");
    CHECK(refused(share(++id, floats(1LL << 61)), good.file) == "bad_array");
    CHECK(refused(share(++id, floats(16), 1ULL << 50), good.file) == "bad_segment");
    CHECK(refused(share(++id, floats(16, {{"shape", link::List{1LL << 40, 1LL << 40}}})), good.file) == "bad_array");
    REQUIRE(writer.send(frame(share(++id, floats(16)))));  // without a descriptor
    CHECK(code_of(writer.receive()) == "bad_segment");
    CHECK(refused(share(++id, floats(16)), good.file).empty());  // an honest one
    const std::uint64_t huge = ~std::uint64_t(0);
    REQUIRE(::pwrite(good.file, &huge, 8, 8) == 8);  // a generation that is none
    CHECK(std::holds_alternative<link::Error>(server.streams().latest("z")));
}

TEST_CASE_FIXTURE(Linked, "a named segment that is shrunk is an error, not a crash") {
    link::Server server(options());
    RawPeer writer(socket());
    writer.greet();
    const std::string name = "/gimbal-link-" + std::to_string(::getuid()) + "-shrunk" + std::to_string(::getpid());
    const int file = ::shm_open(name.c_str(), O_RDWR | O_CREAT | O_EXCL, 0600);
    REQUIRE(file >= 0);
    REQUIRE(::ftruncate(file, 4096 + 128) == 0);
    REQUIRE(::pwrite(file, "GLNKSHM1", 8, 0) == 8);
    const std::uint64_t one = 1, whole = 2;
    REQUIRE(::pwrite(file, &whole, 8, 64 + 8) == 8);
    REQUIRE(::pwrite(file, &one, 8, 8) == 8);
    Object header = share(1, floats(16));
    header["segment"] = name;
    REQUIRE(writer.send(frame(header)));
    CHECK(code_of(writer.receive()).empty());
    CHECK(std::holds_alternative<link::Snapshot>(server.streams().latest("z")));
    REQUIRE(::ftruncate(file, 0) == 0);
    const auto result = server.streams().latest("z");
    REQUIRE(std::holds_alternative<link::Error>(result));
    CHECK(std::get<link::Error>(result).code == Code::bad_segment);
    ::shm_unlink(name.c_str());
    ::close(file);
}

TEST_CASE_FIXTURE(Linked, "a segment that changes during each attempt to read it is torn") {
    link::Server server(options());
    RawPeer writer(socket());
    writer.greet();
    const Sealed segment(4096 + 128);
    REQUIRE(writer.send_with_descriptor(frame(share(1, floats(16))), segment.file));
    CHECK(code_of(writer.receive()).empty());
    const std::uint64_t one = 1, odd = 1;
    REQUIRE(::pwrite(segment.file, &odd, 8, 64 + 8) == 8);  // slot 1 is being written for ever
    REQUIRE(::pwrite(segment.file, &one, 8, 8) == 8);
    const auto result = server.streams().latest("z");
    REQUIRE(std::holds_alternative<link::Error>(result));
    CHECK(std::get<link::Error>(result).code == Code::torn);
}

TEST_CASE_FIXTURE(Linked, "the name of a segment whose owner was killed is removed by the next owner") {
    const std::string prefix = "gimbal-link-" + std::to_string(::getuid()) + "-";
    const std::string left = "/" + prefix + "left" + std::to_string(::getpid());
    const int file = ::shm_open(left.c_str(), O_RDWR | O_CREAT | O_EXCL, 0600);
    REQUIRE(file >= 0);
    ::close(file);
    link::Server server(options());
    link::Client client(this->client());
    const auto shared = client.share("z", {{"z", {link::Dtype::float32, {4}}}}, {.named = true, .timeout = deadline});
    CHECK(std::holds_alternative<link::SharedWriter>(shared));
    CHECK(::shm_open(left.c_str(), O_RDONLY, 0) < 0);
}

// The client sends calls until nobody takes them, reads nothing, and then reads: each call is answered once.
TEST_CASE_FIXTURE(Linked, "a client that does not read its answers gets each of them when it reads") {
    link::Server server(options());
    RawPeer client(socket());
    client.greet();
    constexpr std::uint64_t most = 5000;
    std::string unsent;
    std::uint64_t asked = 0;
    const auto add = [&](std::uint64_t id) {
        return frame({{"type", "call"}, {"id", id}, {"command", "add"}, {"arguments", Object{{"a", id}}}});
    };
    int full = 0;
    while (asked < most && full < 200) {
        if (unsent.empty()) unsent = add(++asked);
        const std::size_t sent = client.send_some(unsent);
        unsent.erase(0, sent);
        full = sent ? 0 : full + 1;
        if (!sent) std::this_thread::sleep_for(1ms);
    }
    link::Client other(this->client());
    CHECK(other.call("add", {{"a", 1}}).value == link::Value(1.0));  // does not notice it
    std::thread rest([&] { client.send(unsent); });
    std::vector<bool> answered(asked + 1);
    for (std::uint64_t i = 0; i < asked; ++i) {
        const Object answer = client.receive();
        const auto id = answer.at("id").to<std::uint64_t>().value();
        REQUIRE(id <= asked);
        CHECK_FALSE(answered[id]);
        CHECK(answer.at("value") == link::Value(double(id)));
        answered[id] = true;
    }
    rest.join();
    CHECK(server.peers().size() == 2);
}

TEST_CASE_FIXTURE(Linked, "a slow reader gets the newest frame and the newest events, and the rest is counted") {
    link::Server server(options());
    RawPeer client(socket());
    client.greet();
    REQUIRE(client.send(frame({{"type", "subscribe"}, {"id", 1}, {"events", link::List{"tick"}}})));
    client.receive();
    constexpr int published = 20'000;
    const std::string text(200, 'x');
    for (int i = 1; i <= published; ++i) server.publish("tick", Object{{"i", i}, {"text", text}});
    std::uint64_t dropped = 0, seen = 0;
    std::int64_t last = 0;
    while (last < published) {
        const Object event = client.receive();
        REQUIRE(!event.empty());
        const auto number = event.at("value")["i"].to<std::int64_t>().value();
        CHECK(number > last);
        last = number;
        ++seen;
        if (const auto lost = event.find("dropped"); lost != event.end())
            dropped += lost->second.to<std::uint64_t>().value();
    }
    CHECK(seen + dropped == published);
    CHECK(dropped > 0);
    CHECK(server.peers().at(0).events_dropped == dropped);
}

TEST_CASE_FIXTURE(Linked, "half a frame holds up nobody, and its memory is not taken") {
    link::Server server(options());
    RawPeer half(socket());
    half.greet();
    std::string begun = frame({{"type", "update"}, {"name", "z"}});
    const std::uint64_t claimed = std::uint64_t(1) << 30;
    std::memcpy(begun.data() + 8, &claimed, 8);
    REQUIRE(half.send(begun));
    link::Client client(this->client());
    CHECK(client.call("add", {{"a", 1}}).value == link::Value(1.0));
}

TEST_CASE_FIXTURE(Linked, "other versions, other protocols and too large frames get their error and the end") {
    auto made = options();
    made.limits.payload_bytes = 1000;
    link::Server server(made);
    Object next = hello();
    next["versions"] = link::List{7, 9};
    const std::string large = std::string("GLNK") + std::string("\xff\xff\xff\x7f", 4) + std::string(8, '\0');
    std::string payload = frame(hello());
    payload[8] = 1;
    for (const auto& [bytes, code] : std::vector<std::pair<std::string, std::string>>{
             {frame(next), "wrong_version"},
             {"GET / HTTP/1.1\r\n\r\n", "bad_frame"},
             {large, "too_large"},
             {payload, "too_large"},
             {frame({{"type", "call"}, {"id", 1}}), "not_authenticated"}}) {
        RawPeer peer(socket());
        REQUIRE(peer.send(bytes));
        CHECK(code_of(peer.receive()) == code);
        CHECK(peer.wait_for_end());
    }
    RawPeer same_id(socket());
    same_id.greet();
    const std::string call = frame({{"type", "call"}, {"id", 5}, {"command", "until_cancelled"}});
    REQUIRE(same_id.send(call + call));
    Object answer = same_id.receive();
    while (answer.at("type") == link::Value("progress")) answer = same_id.receive();
    CHECK(code_of(answer) == "bad_frame");
}

TEST_CASE_FIXTURE(Linked, "a handshake has its time, and waiting ones give way") {
    auto made = options();
    made.limits.handshake_time = 200ms;
    made.limits.handshakes = 4;
    link::Server server(made);
    RawPeer silent(socket());
    CHECK(code_of(silent.receive()) == "not_authenticated");
    std::vector<std::unique_ptr<RawPeer>> waiting;
    for (int i = 0; i < 20; ++i) waiting.push_back(std::make_unique<RawPeer>(socket()));
    link::Client client(this->client());
    CHECK(client.call("add", {{"a", 1}}).value == link::Value(1.0));
}

TEST_CASE_FIXTURE(Linked, "more connections than there may be are told so") {
    auto made = options();
    made.limits.connections = 2;
    link::Server server(made);
    link::Client one(client()), two(client());
    try {
        link::Client three(client());
        FAIL("it was admitted");
    } catch (const link::LinkError& error) { CHECK(error.error().code == Code::too_many); }
    two.close();
    CHECK(wait_until([&] { return server.peers().size() == 1; }));
    CHECK(link::Client(client()).connected());
}

TEST_CASE_FIXTURE(Linked, "many connects leave nothing behind") {
    link::Server server(options());
    const char* wanted = std::getenv("GIMBAL_LINK_CONNECTS");
    const int connects = wanted ? std::atoi(wanted) : 300;
    const auto descriptors = [] {
        const std::filesystem::directory_iterator all("/proc/self/fd");
        return std::distance(begin(all), end(all));
    };
    const auto before = descriptors();
    for (int i = 0; i < connects; ++i) {
        RawPeer peer(socket());
        REQUIRE(peer.connected);
        if (i % 3 == 0) continue;
        REQUIRE(peer.send(frame(hello()).substr(0, i % 3 == 1 ? 30 : std::string::npos)));
    }
    link::Client client(this->client());
    CHECK(client.call("add", {{"a", 1}}).value == link::Value(1.0));
    client.close();
    CHECK(wait_until([&] { return server.peers().empty() && descriptors() <= before + 1; }));
}

TEST_CASE_FIXTURE(Linked, "frames beyond the rate wait and none is lost") {
    auto made = options();
    made.limits.frames_per_second = 200;
    link::Server server(made);
    RawPeer client(socket());
    client.greet();
    std::string all;
    for (int id = 1; id <= 300; ++id) all += frame({{"type", "ping"}, {"id", id}});
    REQUIRE(client.send(all));
    for (int id = 1; id <= 300; ++id) CHECK(client.receive().at("id") == link::Value(id));
}

TEST_CASE_FIXTURE(Linked,
                  "a server removes no file that is no socket, and leaves nothing behind when it cannot listen") {
    const std::string file = socket();
    std::ofstream(file) << "notes";
    try {
        link::Server server(options());
        FAIL("it listens in place of a file");
    } catch (const link::LinkError& error) {
        CHECK(error.error() == link::Error{Code::in_use, file + " is a file and no socket; remove it, or choose "
                                                                "another name"});
    }
    std::string kept;
    std::getline(std::ifstream(file), kept);
    CHECK(kept == "notes");
    CHECK_FALSE(std::filesystem::exists(file + ".lock"));
}
