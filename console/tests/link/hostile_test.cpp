// Frames that were changed at random: the server survives, and its other clients do not notice.
#include <cstdlib>
#include <random>

#include "link_fixture.h"

using namespace link_test;

namespace {

std::vector<std::string> seeds() {
    const link::Arrays mesh =
        link::Mesh{.positions = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}}, .triangles = {{0, 1, 2}}}.arrays();
    return {
        frame({{"type", "call"}, {"id", 1}, {"command", "add"}, {"arguments", Object{{"a", 1}}}, {"deadline_ms", 5}}),
        frame({{"type", "cancel"}, {"id", 1}}),
        frame({{"type", "subscribe"}, {"id", 2}, {"events", link::List{"saved", "*"}}}),
        frame({{"type", "unsubscribe"}, {"id", 3}, {"events", link::List{"saved"}}}),
        frame({{"type", "event"}, {"name", "x"}, {"value", link::List{1, 2.5, "text", nullptr}}},
              {{"z", numbers({1, 2})}}),
        frame({{"type", "update"}, {"name", "m"}, {"kind", "mesh"}, {"frame", 1}}, mesh),
        frame({{"type", "update"}, {"name", "m"}, {"kind", "positions"}, {"frame", 2}, {"id", 4}},
              {{"positions", mesh.at("positions")}}),
        frame({{"type", "read"}, {"id", 5}, {"name", "m"}}),
        frame({{"type", "share"},
               {"id", 6},
               {"name", "s"},
               {"kind", "array"},
               {"slots", 2},
               {"slot_bytes", 64},
               {"segment", "/gimbal-link-0-x"},
               {"arrays", link::List{}}}),
        frame({{"type", "published"}, {"name", "m"}, {"generation", 3}}),
        frame({{"type", "unshare"}, {"id", 7}, {"name", "s"}}),
        frame({{"type", "result"}, {"id", 8}, {"value", 1}}, {{"z", numbers({1})}}),
        frame({{"type", "error"}, {"id", 9}, {"code", "failed"}, {"message", "x"}}),
        frame({{"type", "progress"}, {"id", 1}, {"fraction", 0.5}, {"text", "x"}}),
        frame({{"type", "evaluate"}, {"id", 10}, {"source", "1"}}),
        frame({{"type", "ping"}, {"id", 11}}),
        frame({{"type", "goodbye"}, {"message", "x"}}),
        frame(hello()),
    };
}

using Random = std::mt19937_64;

std::string changed(std::string bytes, Random& random) {
    const auto below = [&](std::size_t limit) {
        return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
    };
    static constexpr const char* words[] = {
        "-1", "0", "9223372036854775807", "1e308", "\"\"", "null", "[]", "{}", "[[[[", "\\u0000"};
    for (std::size_t changes = 1 + below(4); changes > 0 && bytes.size() > 17; --changes) {
        const std::size_t at = below(4) == 0 ? below(16) : 16 + below(bytes.size() - 16);
        switch (below(5)) {
            case 0: bytes[at] = static_cast<char>(below(256)); break;
            case 1: bytes.erase(at, 1 + below(4)); break;
            case 2: bytes.insert(at, 1 + below(8), static_cast<char>(below(256))); break;
            case 3: bytes.insert(at, words[below(std::size(words))]); break;
            case 4: bytes.resize(at); break;
        }
    }
    // Most keep the length of the header right, so that they get past the first check.
    if (below(4) != 0 && bytes.size() > 20) {
        const std::size_t brace = bytes.rfind('}');
        const auto header = static_cast<std::uint32_t>(brace == std::string::npos || brace < 16 ? 0 : brace - 15);
        std::memcpy(bytes.data() + 4, &header, 4);
    }
    return bytes;
}

}  // namespace

TEST_CASE_FIXTURE(Linked, "hostile frames end their own connection at most") {
    auto made = options({.event = [](const link::Event&) {}, .update = [](const link::Snapshot&) {}});
    made.limits.handshake_time = 500ms;
    link::Server server(made);
    link::Client other(client());
    const char* wanted = std::getenv("GIMBAL_FUZZ_SECONDS");
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(wanted ? std::atoi(wanted) : 3);
    const char* seed = std::getenv("GIMBAL_FUZZ_SEED");
    Random random(seed ? std::strtoull(seed, nullptr, 10) : 1);
    const auto frames = seeds();
    std::uint64_t sent = 0;
    while (std::chrono::steady_clock::now() < end) {
        RawPeer peer(socket());
        REQUIRE(peer.connected);
        if (random() % 8 != 0) peer.send(frame(hello()));
        for (int i = 0; i < 20; ++i) {
            const std::string& base = frames[random() % frames.size()];
            peer.send_some(random() % 4 == 0 ? base : changed(base, random));
            ++sent;
        }
    }
    MESSAGE(sent, " frames");
    CHECK(other.call("add", {{"a", 20}, {"b", 1}}).value == link::Value(21.0));
}

TEST_CASE_FIXTURE(Linked, "an error about a huge value is short, and the connection stays") {
    link::Server server(options());
    RawPeer client(socket());
    client.greet();
    Object update{{"type", "update"}, {"name", "z"}, {"kind", "array"}, {"frame", std::string(500'000, '"')}};
    REQUIRE(client.send(frame(update)));  // its quotes are escaped again and again
    const Object refused = client.receive();
    CHECK(code_of(refused) == "bad_message");
    CHECK(refused.at("message").text()->size() < 20'000);
    update["id"] = 1;
    REQUIRE(client.send(frame(update)));
    CHECK(code_of(client.receive()) == "bad_message");
    REQUIRE(client.send(frame({{"type", "ping"}, {"id", 2}})));
    CHECK(client.receive().at("type") == link::Value("result"));
}

TEST_CASE_FIXTURE(Linked,
                  "a server that takes only tiny headers, and then sends nonsense, does not end the client's process") {
    const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un address = unix_address(socket());
    REQUIRE(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(listener, 1) == 0);
    std::jthread server([&] {
        const int accepted = ::accept(listener, nullptr, nullptr);
        const std::string words = frame({{"type", "welcome"},
                                         {"version", 1},
                                         {"name", "raw"},
                                         {"permissions", link::List{}},
                                         {"limits", Object{{"header_bytes", 40}}}}) +
                                  "nonsense";
        CHECK(::send(accepted, words.data(), words.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(words.size()));
        char rest[4096];
        while (::recv(accepted, rest, sizeof rest, 0) > 0) {}
        ::close(accepted);
    });
    try {
        const link::Client client(this->client());
        CHECK(wait_until([&] { return !client.connected(); }));
    } catch (const link::LinkError& error) {  // the nonsense came before the constructor returned
        CHECK(error.error().code == Code::bad_frame);
    }
    server.join();
    ::close(listener);
}
