// What docs/link.md, section 6, promises of order, of late calls and of streams whose writer changes.
#include <future>

#include "link_fixture.h"

using namespace link_test;

namespace {

const link::UpdateOptions as_array{.kind = link::StreamKind::array};

float value_of(const link::Streams& streams, const std::string& name) {
    const auto result = streams.latest(name);
    REQUIRE(std::holds_alternative<link::Snapshot>(result));
    return std::get<link::Snapshot>(result).arrays.at("z").as<float>()[0];
}

bool has_ended(const link::Streams& streams, const std::string& name) {
    const auto info = streams.info(name);
    return info && info->state == link::StreamState::ended;
}

// Fills the socket to `client`, so that what is sent after it waits.
void fill(const link::Peer& peer) {
    peer.update("filler", {{"z", numbers(std::vector<float>(8'000'000))}}, as_array);
    REQUIRE(wait_until([&] { return peer.info().bytes_out > 0; }));
}

}  // namespace

TEST_CASE_FIXTURE(Linked, "what a new writer is refused costs nothing of the writer that has ended") {
    auto made = options();
    made.limits.stream_bytes = 1000;
    link::Server server(made);
    {
        link::Client first(client());
        REQUIRE(first.send("z", {{"z", numbers({7})}}, as_array));
    }
    REQUIRE(wait_until([&] { return has_ended(server.streams(), "z"); }));
    link::Client second(client());
    CHECK(code(second.send("z", {{"z", numbers(std::vector<float>(1000))}}, as_array)) == Code::too_large);
    CHECK(code(second.send("z", {{"positions", link::Array::take(std::vector<float>(9), {3, 3})}},
                           {.kind = link::StreamKind::positions})) == Code::bad_array);
    CHECK(value_of(server.streams(), "z") == 7);
    CHECK(has_ended(server.streams(), "z"));
    REQUIRE(second.send("z", {{"z", numbers({8})}}, as_array));
    CHECK(value_of(server.streams(), "z") == 8);
}

TEST_CASE_FIXTURE(Linked, "of the streams that have ended the oldest gives way to a new name") {
    auto made = options();
    made.limits.streams = 2;
    link::Server server(made);
    for (const char* name : {"b", "a"}) {
        {
            link::Client writer(client());
            REQUIRE(writer.send(name, {{"z", numbers({1})}}, as_array));
        }
        REQUIRE(wait_until([&] { return has_ended(server.streams(), name); }));
    }
    link::Client writer(client());
    REQUIRE(writer.send("c", {{"z", numbers({1})}}, as_array));
    CHECK(!server.streams().info("b"));
    CHECK(server.streams().info("a"));
}

TEST_CASE_FIXTURE(Linked, "a late call is cancelled once, and the connection goes on") {
    link::Server server(options());
    RawPeer client(socket());
    client.greet();
    const auto peer = server.peer(server.peers().at(0).id);
    CHECK(code(peer->call("never", {}, {.timeout = 20ms})) == Code::deadline);
    CHECK(client.receive().at("type") == link::Value("call"));
    CHECK(client.receive().at("type") == link::Value("cancel"));
    REQUIRE(client.send(frame({{"type", "ping"}, {"id", 1}})));
    CHECK(client.receive().at("type") == link::Value("result"));
}

TEST_CASE_FIXTURE(Linked, "a call that is late before it was sent ends with its deadline") {
    link::Server server(options());
    auto made = client();
    made.limits.open_calls = 1;
    link::Client client(made);
    const auto open = client.start_call("until_cancelled");
    CHECK(code(client.call("add", {{"a", 1}}, {.timeout = 20ms})) == Code::deadline);
    open.cancel();
    CHECK(code(open.wait()) == Code::cancelled);
    CHECK(client.call("add", {{"a", 1}}).value == link::Value(1.0));
}

TEST_CASE_FIXTURE(Linked, "a name that is shared again belongs to the newer segment") {
    link::Server server(options());
    link::Client client(this->client());
    const auto share = [&] {
        return std::get<link::SharedWriter>(client.share("z", {{"z", {link::Dtype::float32, {1}}}},
                                                         {.kind = link::StreamKind::array, .timeout = deadline}));
    };
    const auto publish = [](link::SharedWriter& writer, float number) {
        writer.begin();
        writer.array<float>("z")[0] = number;
        CHECK(writer.publish());
    };
    std::optional<link::SharedWriter> older = share();
    publish(*older, 1);
    link::SharedWriter newer = share();
    older.reset();
    publish(newer, 2);
    REQUIRE(client.ping());  // what was sent before it has arrived
    CHECK(!has_ended(server.streams(), "z"));
    CHECK(value_of(server.streams(), "z") == 2);
}

TEST_CASE_FIXTURE(Linked, "a stream's frames arrive in the order of their numbers, sent and updated") {
    link::Server server(options());
    RawPeer client(socket());
    client.greet();
    const auto peer = *server.peer(server.peers().at(0).id);
    fill(peer);
    CHECK(peer.update("z", {{"z", numbers({1})}}, as_array));
    auto sent = std::async(std::launch::async, [&] { return peer.send("z", {{"z", numbers({2})}}, as_array); });
    REQUIRE(wait_until([&] { return peer.info().open_calls_out == 1; }));
    CHECK(peer.update("z", {{"z", numbers({3})}}, as_array));
    CHECK(peer.update("z", {{"z", numbers({4})}}, as_array));
    std::vector<int> frames;
    while (frames.empty() || frames.back() < 4) {
        const Object header = client.receive();
        REQUIRE(!header.empty());
        if (header.at("name") != link::Value("z")) continue;
        frames.push_back(header.at("frame").to<int>().value());
        if (const auto id = header.find("id"); id != header.end())
            REQUIRE(client.send(frame({{"type", "result"}, {"id", id->second}, {"value", {}}})));
    }
    CHECK(frames == std::vector{1, 2, 4});
    CHECK(sent.get());
}

TEST_CASE_FIXTURE(Linked, "an update waits behind a call of its stream that may not be sent yet") {
    auto made = options();
    made.limits.open_calls = 1;
    link::Server server(made);
    RawPeer client(socket());
    client.greet();
    const auto peer = *server.peer(server.peers().at(0).id);
    const auto open = peer.start_call("first");
    auto sent = std::async(std::launch::async, [&] { return peer.send("z", {{"z", numbers({1})}}, as_array); });
    REQUIRE(wait_until([&] { return peer.info().open_calls_out == 2; }));
    CHECK(peer.update("z", {{"z", numbers({2})}}, as_array));
    CHECK(peer.update("z", {{"z", numbers({3})}}, as_array));
    CHECK(client.receive().at("command") == link::Value("first"));
    REQUIRE(client.send(frame({{"type", "result"}, {"id", 1}, {"value", {}}})));
    CHECK(client.receive().at("frame") == link::Value(1));
    const Object last = client.receive();
    CHECK(last.at("frame") == link::Value(3));
    CHECK(last.at("dropped") == link::Value(1));
    REQUIRE(client.send(frame({{"type", "result"}, {"id", 2}, {"value", {}}})));
    CHECK(sent.get());
}

// A positions update needs the mesh before it: both wait, and a newer mesh replaces both.
TEST_CASE_FIXTURE(Linked, "of the unsent frames of a mesh at most one whole one and one of positions wait") {
    link::Server server(options());
    RawPeer client(socket());
    client.greet();
    const auto peer = *server.peer(server.peers().at(0).id);
    fill(peer);
    const link::Arrays positions{{"positions", link::Array::take(std::vector<float>(9), {3, 3})}};
    link::Arrays mesh = positions;
    mesh["triangles"] = link::Array::take(std::vector<std::int32_t>{0, 1, 2}, {1, 3});
    for (int i = 0; i < 3; ++i) {
        CHECK(peer.update("m", mesh));
        CHECK(peer.update("m", positions, {.kind = link::StreamKind::positions}));
        CHECK(peer.update("m", positions, {.kind = link::StreamKind::positions}));
    }
    std::vector<int> frames;
    std::uint64_t dropped = 0;
    while (frames.empty() || frames.back() < 9) {
        const Object header = client.receive();
        REQUIRE(!header.empty());
        if (header.at("name") != link::Value("m")) continue;
        frames.push_back(header.at("frame").to<int>().value());
        if (const auto lost = header.find("dropped"); lost != header.end())
            dropped += lost->second.to<std::uint64_t>().value();
    }
    CHECK(frames == std::vector{7, 9});
    CHECK(dropped == 7);
}

TEST_CASE_FIXTURE(Linked, "a header that the other end would refuse is refused by the sender") {
    auto made = options();
    made.limits.header_bytes = 4096;
    link::Server server(made);
    link::Client client(this->client());
    CHECK(code(client.call("add", {{"a", std::string(5000, 'x')}})) == Code::too_large);
    CHECK(client.call("add", {{"a", 1}}).value == link::Value(1.0));  // the connection stays
}

TEST_CASE_FIXTURE(Linked, "the handler of updates gets no frame twice") {
    std::atomic<std::uint64_t> last = 0;
    std::atomic<int> again = 0;
    link::Server server(options({.update = [&](const link::Snapshot& snapshot) {
        if (snapshot.serial <= last) ++again;
        last = snapshot.serial;
    }}));
    link::Client client(this->client());
    constexpr int most = 5000;
    for (int i = 0; i < most; ++i) CHECK(client.update("z", {{"z", numbers({float(i)})}}, as_array));
    REQUIRE(client.ping());
    const auto serial = server.streams().info("z")->serial;
    CHECK(wait_until([&] { return last == serial; }));
    CHECK(again == 0);
}
