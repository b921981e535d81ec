// What is no name is refused by the end that would send it, and by the end that gets it.
#include "link_fixture.h"

using namespace link_test;

namespace {
constexpr const char* line_break = "wa\nve";
constexpr const char* sentence = R"(is "wa\nve", which holds the control character U+000A)";

std::string message(const link::Reply& reply) { return reply.error ? reply.error->message : std::string(); }
link::Error thrown(const std::function<void()>& function) {
    try {
        function();
    } catch (const link::LinkError& error) { return error.error(); }
    FAIL("accepted");
    return {};
}
bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
}  // namespace

TEST_CASE_FIXTURE(Linked, "a name with a control character is refused at the sender, which is told the name") {
    link::Server server(options());
    link::Client client(this->client());
    const link::Arrays z{{"z", numbers({1})}};
    const link::UpdateOptions array{.kind = link::StreamKind::array};
    for (const link::Reply& reply :
         {client.call(line_break), client.subscribe({"saved", line_break}), client.unsubscribe({line_break}),
          client.read(line_break), client.send(line_break, z, array)}) {
        CHECK(code(reply) == Code::bad_argument);
        CHECK(contains(message(reply), sentence));
    }
    CHECK(contains(message(client.call(line_break)), "the name of the command"));
    CHECK(contains(message(client.read(line_break)), "the name of the stream"));
    CHECK(contains(thrown([&] { client.push_event(line_break); }).message, "the name of the event"));
    CHECK(thrown([&] { client.update(line_break, z, array); }).code == Code::bad_argument);
    CHECK(thrown([&] { client.update("wave", {{line_break, numbers({1})}}, array); }).code == Code::bad_array);
    CHECK(code(client.call("add", {{"a", 1}}, {.arrays = {{line_break, numbers({1})}}})) == Code::bad_array);
    const auto shared = client.share(line_break, {{"z", {link::Dtype::float32, {1}}}});
    REQUIRE(std::holds_alternative<link::Error>(shared));
    CHECK(contains(std::get<link::Error>(shared).message, sentence));
    CHECK(std::holds_alternative<link::Error>(client.share("wave", {{line_break, {link::Dtype::float32, {1}}}})));
    for (const char* name : {"", "a\x7f", "a\xc2\x85", "a\xe2\x80\xa8", "a\xff", "tab\t"})
        CHECK(code(client.call(name)) == Code::bad_argument);
    CHECK(code(client.call(std::string(257, 'x'))) == Code::bad_argument);
    CHECK(code(client.call(std::string("a\0b", 3))) == Code::bad_argument);
    CHECK(code(client.call("Größe 1 · ✓")) == Code::unknown_command);
    CHECK(server.streams().list().empty());
    CHECK(client.call("add", {{"a", 1}}).value == link::Value(1.0));
}

TEST_CASE_FIXTURE(Linked, "an end refuses to begin with a name that has a control character") {
    auto named = options();
    named.name = line_break;
    CHECK(contains(thrown([&] { link::Server server(named); }).message, "the name of this end"));
    auto offers = options();
    offers.events = {line_break};
    CHECK(contains(thrown([&] { link::Server server(offers); }).message, "the name of the event"));
    auto serves = options();
    serves.handlers.commands[line_break] = [](link::Request&) { return link::Reply(); };
    CHECK(contains(thrown([&] { link::Server server(serves); }).message, "the name of the command"));
    auto listens = options();
    listens.addresses = {path + "/a\nb.socket"};
    CHECK(contains(thrown([&] { link::Server server(listens); }).message, "holds a control character"));
    CHECK(std::filesystem::is_empty(path));
    link::Server server(options());
    auto made = client();
    made.name = line_break;
    CHECK(contains(thrown([&] { link::Client client(made); }).message, "the name of this end"));
}

TEST_CASE_FIXTURE(Linked, "a name with a control character is refused by the end that gets it") {
    link::Server server(options({.event = [](const link::Event&) {}}));
    RawPeer raw(socket());
    raw.greet();
    const link::Arrays z{{"z", numbers({1})}};
    const auto refused = [&](Object header, const link::Arrays& arrays = {}) {
        REQUIRE(raw.send(frame(header, arrays)));
        const Object answer = raw.receive();
        CHECK_FALSE(answer.contains("name"));  // it is not echoed
        CHECK_MESSAGE(code_of(answer) == "bad_message", link::Value(header).json());
        CHECK(contains(*answer.at("message").text(), sentence));
    };
    refused({{"type", "call"}, {"id", 1}, {"command", line_break}});
    refused({{"type", "subscribe"}, {"id", 2}, {"events", link::List{line_break}}});
    refused({{"type", "read"}, {"id", 3}, {"name", line_break}});
    refused({{"type", "update"}, {"id", 4}, {"name", line_break}, {"kind", "array"}, {"frame", 1}}, z);
    refused({{"type", "update"}, {"id", 5}, {"name", "z"}, {"kind", "array"}, {"frame", 1}},
            {{line_break, numbers({1})}});
    refused({{"type", "unshare"}, {"id", 6}, {"name", line_break}});
    refused({{"type", "event"}, {"name", line_break}});  // without an id: at most one refusal a second
    RawPeer early(socket());
    REQUIRE(early.send(frame(hello(line_break))));
    CHECK(code_of(early.receive()) == "bad_message");
}
