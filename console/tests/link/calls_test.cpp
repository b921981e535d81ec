#include "link_fixture.h"

using namespace link_test;

TEST_CASE_FIXTURE(Linked, "a call has typed arguments and is answered with a value") {
    link::Server server(options());
    link::Client client(this->client());
    CHECK(client.call("add", {{"a", 2}, {"b", 0.5}}).value == link::Value(2.5));
    CHECK(client.call("add", {{"a", 2}}).value == link::Value(2.0));
    CHECK(client.info().name == "server");
    CHECK(server.peers().at(0).name == "client");
    CHECK(server.peers().at(0).pid == ::getpid());
}

TEST_CASE_FIXTURE(Linked, "an error is a value with a code and a sentence that names what is wrong") {
    link::Server server(options());
    link::Client client(this->client());
    CHECK(*client.call("add", {{"a", "x"}}).error ==
          link::Error{Code::bad_argument,
                      "the argument `a` of add is \"x\", a value of type text, not a value of type number"});
    CHECK(*client.call("add").error == link::Error{Code::bad_argument, "the argument `a` of add is missing"});
    CHECK(*client.call("raise").error == link::Error{Code::failed, "no such luck"});
    CHECK(*client.call("nothing").error ==
          link::Error{Code::unknown_command,
                      "there is no command `nothing`; there are: `add`, `raise`, `until_cancelled`"});
    CHECK(client.call("ad").error->message == "there is no command `ad`; near it: `add`");
    const auto peer = server.peer(server.peers().at(0).id);
    CHECK(peer->call("add").error->message == "there is no command `add`; there is none");
    CHECK(code(client.evaluate("1 + 1")) == Code::not_permitted);
    CHECK(code(client.call("add", {{"a", std::numeric_limits<double>::quiet_NaN()}})) == Code::bad_argument);
    CHECK(client.call("add", {{"a", 1}}).value == link::Value(1.0));  // the connection stays
}

TEST_CASE_FIXTURE(Linked, "evaluate has a permission of its own") {
    auto with = options({.evaluate = [](link::Request request) { request.answer(request.source() + "!"); }});
    with.permissions.evaluate = true;
    link::Server server(with);
    CHECK(link::Client(client()).evaluate("1 + 1").value == link::Value("1 + 1!"));
    auto without = options({.evaluate = [](link::Request request) { request.answer(); }});
    without.addresses = {"other"};
    link::Server other(without);
    CHECK(code(link::Client(client("other")).evaluate("1 + 1")) == Code::not_permitted);
}

TEST_CASE_FIXTURE(Linked, "a cancelled call has progress before its answer, and the answer is the command's") {
    link::Server server(options());
    link::Client client(this->client());
    std::atomic<int> reports = 0;
    const link::Pending call = client.start_call("until_cancelled", {},
                                                 {.progress = [&](const link::Progress& progress) {
                                                     CHECK(progress.text == "half");
                                                     ++reports;
                                                 }});
    REQUIRE(wait_until([&] { return reports == 1; }));
    CHECK(!call.ready());
    call.cancel();
    const auto reply = call.wait_for(deadline);
    REQUIRE(reply);
    CHECK(*reply->error == link::Error{Code::cancelled, "stopped at half"});
}

TEST_CASE_FIXTURE(Linked, "a deadline ends the wait and cancels the command") {
    std::atomic<bool> cancelled = false;
    auto made = options();
    made.handlers.commands["wait"] = [&](link::Request& request) -> link::Reply {
        cancelled = wait_until([&] { return request.cancelled(); });
        return {};
    };
    link::Server server(made);
    link::Client client(this->client());
    CHECK(code(client.call("wait", {}, {.timeout = 20ms})) == Code::deadline);
    CHECK(wait_until([&] { return cancelled.load(); }));
}

TEST_CASE_FIXTURE(Linked, "a request may be answered later and on another thread, once") {
    std::vector<link::Request> kept;
    std::mutex mutex;
    link::Server server(options({.call = [&](link::Request request) {
        std::lock_guard lock(mutex);
        kept.push_back(std::move(request));
    }}));
    link::Client client(this->client());
    const auto first = client.start_call("later"), second = client.start_call("never");
    REQUIRE(wait_until([&] {
        std::lock_guard lock(mutex);
        return kept.size() == 2;
    }));
    std::lock_guard lock(mutex);
    for (const auto& request : kept)
        if (request.command() == "later") {
            CHECK(request.answer("done"));
            CHECK(!request.answer("again"));
        }
    kept.clear();
    CHECK(first.wait().value == link::Value("done"));
    CHECK(code(second.wait()) == Code::not_answered);
}

TEST_CASE_FIXTURE(Linked, "the server calls a command of the client") {
    link::Server server(options());
    auto made = client();
    made.handlers.commands["twice"] = [](link::Request& request) { return link::Reply(2 * request.get<int>("x")); };
    link::Client client(made);
    const auto peer = server.peer(server.peers().at(0).id);
    REQUIRE(peer);
    CHECK(peer->call("twice", {{"x", 21}}).value == link::Value(42));
}

TEST_CASE_FIXTURE(Linked, "calls of several threads are each answered, more than may be open at a time") {
    link::Server server(options());
    link::Client client(this->client());
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            std::vector<link::Pending> calls;
            for (int i = 0; i < 200; ++i) calls.push_back(client.start_call("add", {{"a", t * 1000 + i}}));
            for (int i = 0; i < 200; ++i)
                if (calls[static_cast<std::size_t>(i)].wait().value == link::Value(double(t * 1000 + i))) ++right;
        });
    for (auto& thread : threads) thread.join();
    CHECK(right == 800);
}

TEST_CASE_FIXTURE(Linked, "subscribers get the events of their names, and a refused list subscribes to nothing") {
    std::vector<std::string> seen;
    std::mutex mutex;
    link::Server server(options());
    auto made = client();
    made.handlers.event = [&](const link::Event& event) {
        std::lock_guard lock(mutex);
        seen.push_back(event.name + " " + event.value.json());
    };
    link::Client client(made);
    CHECK(*client.subscribe({"saved", "nothing"}).error ==
          link::Error{Code::unknown_event, "there is no event `nothing`; there are: `saved`, `tick`"});
    CHECK(client.subscribe({"save"}).error->message == "there is no event `save`; near it: `saved`");
    CHECK(server.publish("saved", 1) == 0);
    REQUIRE(client.subscribe({"saved"}));
    REQUIRE(client.subscribe({"saved"}));  // does nothing
    CHECK(server.publish("tick", 2) == 0);
    CHECK(server.publish("saved", 3) == 1);
    REQUIRE(client.unsubscribe({"saved"}));
    CHECK(server.publish("saved", 4) == 0);
    REQUIRE(client.subscribe({"*"}));
    CHECK(server.publish("tick", 5) == 1);
    REQUIRE(wait_until([&] {
        std::lock_guard lock(mutex);
        return seen.size() == 2;
    }));
    CHECK(seen == std::vector<std::string>{"saved 3", "tick 5"});
    CHECK_THROWS_AS(server.publish("nothing"), std::invalid_argument);
}

TEST_CASE_FIXTURE(Linked, "a client pushes events in their order") {
    std::vector<int> seen;
    std::mutex mutex;
    link::Server server(options({.event = [&](const link::Event& event) {
        std::lock_guard lock(mutex);
        seen.push_back(event.value.to<int>().value());
    }}));
    link::Client client(this->client());
    for (int i = 0; i < 100; ++i) CHECK(client.push_event("count", i));
    REQUIRE(wait_until([&] {
        std::lock_guard lock(mutex);
        return seen.size() == 100;
    }));
    CHECK(std::is_sorted(seen.begin(), seen.end()));
}

TEST_CASE_FIXTURE(Linked, "the end of the server ends open calls and says why") {
    auto server = std::make_unique<link::Server>(options());
    std::string why;
    std::mutex mutex;
    auto made = client();
    made.handlers.disconnected = [&](const link::PeerInfo&, const link::Error& error) {
        std::lock_guard lock(mutex);
        why = error.message;
    };
    link::Client client(made);
    const auto call = client.start_call("until_cancelled");
    REQUIRE(wait_until([&] { return server->peers().at(0).open_calls_in == 1; }));
    server->close("the window quits");
    CHECK_FALSE(call.wait());
    CHECK(code(client.call("add", {{"a", 1}})) == Code::closed);
    CHECK(wait_until([&] {
        std::lock_guard lock(mutex);
        return why == "the window quits";
    }));
}

TEST_CASE_FIXTURE(Linked, "the server disconnects a client") {
    link::Server server(options());
    link::Client client(this->client());
    CHECK(server.disconnect(server.peers().at(0).id, "the user has pressed disconnect"));
    REQUIRE(wait_until([&] { return !client.connected(); }));
    CHECK(wait_until([&] { return server.peers().empty(); }));
    CHECK_FALSE(server.disconnect(99, ""));
}
