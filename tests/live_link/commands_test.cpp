// Other programs call the document's commands, hear its events and read its objects.
#include <atomic>

#include "tests/live_link/live_link_fixture.h"

using namespace gimbal;
using namespace gimbal::test;

TEST_CASE_FIXTURE(Linked, "nothing listens until somebody asks for it") {
    CHECK_FALSE(served.state().listening);
    CHECK_THROWS_AS(client(), link::LinkError);
    CHECK(std::filesystem::is_empty(folder));
    listen();
    CHECK(served.state().addresses == std::vector{socket()});
    CHECK(client().ping());
    served.close("enough");
    CHECK_FALSE(served.state().listening);
    CHECK_THROWS_AS(client(), link::LinkError);
}

TEST_CASE_FIXTURE(Linked, "a link that listens is not opened a second time") {
    listen();
    try {
        listen();
        FAIL("it listens twice");
    } catch (const link::LinkError& error) {
        CHECK(error.error().code == Code::in_use);
        CHECK(error.error().message.find(socket()) != std::string::npos);
    }
    CHECK(client().ping());
}

TEST_CASE_FIXTURE(Linked, "a command is one undo step and its Python line is logged") {
    listen();
    auto peer = client();
    REQUIRE(peer.call("object.add", {{"kind", "cube"}, {"name", "box"}}));
    REQUIRE(peer.call("object.set_location", {{"name", "box"}, {"location", List{1, 2.5, 3}}}));
    CHECK(document.get(document.find("box")).location == glm::vec3(1, 2.5f, 3));
    CHECK(document.undo_name() == "Set location");
    CHECK(host.lines() == std::vector<std::string>{"gimbal.ops.object.add(kind='cube', name='box')",
                                                   "gimbal.ops.object.set_location(name='box', location=(1, 2.5, 3))"});
    REQUIRE(peer.call("edit.undo"));
    CHECK(document.get(document.find("box")).location == glm::vec3(0));
}

TEST_CASE_FIXTURE(Linked, "an argument that is wrong is named, with its range") {
    listen();
    auto peer = client();
    REQUIRE(peer.call("object.add", {{"kind", "cube"}}));
    const auto range = peer.call("mesh.smooth", {{"iterations", 0}});
    CHECK(code(range) == Code::bad_argument);
    CHECK(message(range).find("iterations is 0") != std::string::npos);
    const auto type = peer.call("mesh.smooth", {{"factor", "much"}});
    CHECK(code(type) == Code::bad_argument);
    CHECK(message(type).find("factor") != std::string::npos);
    const auto unknown = peer.call("mesh.smooth", {{"strength", 1}});
    CHECK(code(unknown) == Code::bad_argument);
    CHECK(message(unknown).find("strength") != std::string::npos);
    CHECK(message(unknown).find("iterations, factor") != std::string::npos);
    const auto object = peer.call("object.add", {{"kind", Object{{"a", 1}}}});
    CHECK(code(object) == Code::bad_argument);
    CHECK(message(object).find("kind") != std::string::npos);
    CHECK(code(peer.call("mesh.vanish")) == Code::unknown_command);
    CHECK(message(peer.call("mesh.vanish")).find("\"mesh.vanish\"; link.commands lists those") != std::string::npos);
    CHECK(message(peer.call("mesh.smoth")).find("\"mesh.smoth\"; near it: `mesh.smooth`; link.commands lists") !=
          std::string::npos);
    CHECK(message(peer.call("link.object")).find("near it: `link.objects`") != std::string::npos);
    CHECK(message(peer.subscribe({"selection"})).find("near it: `selection_changed`") != std::string::npos);
}

TEST_CASE_FIXTURE(Linked, "a command that cannot run now says why") {
    listen();
    const auto reply = client().call("object.delete");
    CHECK(code(reply) == Code::failed);
    CHECK(message(reply).find("Select an object first") != std::string::npos);
}

TEST_CASE_FIXTURE(Linked, "a heavy command reports its progress, and a cancel ends it and changes nothing") {
    document.add("ball", std::make_shared<const document::Mesh>(document::make_primitive("sphere")));
    document.select(document.objects());
    listen();
    auto peer = client();
    REQUIRE(peer.call("mesh.subdivide", {{"levels", 4}}));  // now a thousand passes take seconds
    const auto before = mesh("ball");
    std::atomic<int> reports = 0;
    const auto call = peer.start_call("mesh.smooth", {{"iterations", 1000}},
                                      {.progress = [&](const link::Progress&) { ++reports; }});
    REQUIRE(wait_until([&] { return reports > 0 || call.ready(); }));
    call.cancel();
    CHECK(code(call.wait()) == Code::cancelled);
    CHECK(reports > 0);
    CHECK(mesh("ball") == before);
    CHECK(wait_until([&] { return served.running().empty(); }));
}

TEST_CASE_FIXTURE(Linked, "Stop of the window cancels what peers have started") {
    std::atomic<bool> go_on = false;
    document::WorkerPool& pool = document::WorkerPool::shared();
    std::vector<document::JobPtr> busy;  // so that the command waits in the queue
    for (unsigned i = 0; i < std::max(std::thread::hardware_concurrency(), 2u); ++i)
        busy.push_back(pool.submit("busy", [&](document::Job& job) {
            while (!go_on && !job.cancelled()) std::this_thread::sleep_for(1ms);
        }));
    document.add("box", std::make_shared<const document::Mesh>(document::make_primitive("cube")));
    document.select(document.objects());
    listen();
    auto peer = client();
    const auto call = peer.start_call("mesh.smooth");
    REQUIRE(wait_until([&] { return !served.running().empty(); }));
    CHECK(served.running().front().title == "Smooth");
    served.cancel_all();
    go_on = true;
    CHECK(code(call.wait()) == Code::cancelled);
    for (const auto& job : busy) job->wait();
}

TEST_CASE_FIXTURE(Linked, "the end of the link answers the open calls with closed") {
    std::atomic<bool> go_on = false;
    document::WorkerPool& pool = document::WorkerPool::shared();
    std::vector<document::JobPtr> busy;
    for (unsigned i = 0; i < std::max(std::thread::hardware_concurrency(), 2u); ++i)
        busy.push_back(pool.submit("busy", [&](document::Job& job) {
            while (!go_on && !job.cancelled()) std::this_thread::sleep_for(1ms);
        }));
    document.add("box", std::make_shared<const document::Mesh>(document::make_primitive("cube")));
    document.select(document.objects());
    listen();
    auto peer = client();
    const auto call = peer.start_call("mesh.smooth");
    REQUIRE(wait_until([&] { return !served.running().empty(); }));
    served.close("the program quits");
    CHECK(code(call.wait()) == Code::closed);
    go_on = true;
    for (const auto& job : busy) job->wait();
}

TEST_CASE_FIXTURE(Linked, "peers hear changes, saves and ended runs, changes merged") {
    listen();
    std::mutex mutex;
    std::map<std::string, std::vector<link::Value>> heard;
    auto peer = client({.event = [&](const link::Event& event) {
        std::lock_guard lock(mutex);
        heard[event.name].push_back(event.value);
    }});
    const auto count = [&](const std::string& name) {
        std::lock_guard lock(mutex);
        return heard[name].size();
    };
    REQUIRE(peer.subscribe({"scene_changed", "selection_changed", "saved", "run_ended"}));
    CHECK(code(peer.subscribe({"weather_changed"})) == Code::unknown_event);
    const auto id = document.add("box", nullptr);
    document.select({&id, 1});
    document.set_saved("/tmp/box.gimbal", 1);
    served.run_ended("cell 1", "done");
    for (int i = 0; i < 20'000; ++i) document.add("many", nullptr);
    REQUIRE(wait_until([&] { return count("run_ended") && count("saved") && count("selection_changed"); }));
    REQUIRE(wait_until([&] { return count("scene_changed") > 0; }));
    std::lock_guard lock(mutex);
    CHECK(heard["scene_changed"].size() < 20'000);
    CHECK(heard["selection_changed"].back()["names"] == link::Value(List{"box"}));
    CHECK(heard["saved"].back()["path"] == link::Value("/tmp/box.gimbal"));
    CHECK(heard["run_ended"].back() == link::Value(Object{{"title", "cell 1"}, {"state", "done"}}));
}

TEST_CASE_FIXTURE(Linked, "peers ask which commands and objects there are, and read an object") {
    document.add("box", std::make_shared<const document::Mesh>(document::make_primitive("cube")));
    listen();
    auto peer = client();
    const auto listed = peer.call("link.commands");
    REQUIRE(listed);
    CHECK(listed.value.list()->size() == commands.all().size());
    const auto objects = peer.call("link.objects");
    REQUIRE(objects);
    CHECK((*objects.value.list())[0]["name"] == link::Value("box"));
    const auto read = peer.read("box");
    REQUIRE(read);
    CHECK(link::mesh_problem(read.arrays) == "");
    CHECK(read.arrays.at("positions").shape()[0] == mesh("box")->vertex_count());
    CHECK(code(peer.read("nothing")) == Code::not_found);
}

TEST_CASE_FIXTURE(Linked, "evaluate is refused unless the link was opened with it, and then waits for Python") {
    listen();
    CHECK(code(client().evaluate("1 + 1")) == Code::not_permitted);
    served.close("again");
    listen(true);
    auto peer = client();
    const auto call = peer.start_evaluate("1 + 1");
    std::vector<std::string> sources;
    REQUIRE(wait_until([&] {  // the request may still be on its way
        auto python = std::make_shared<LinkPython>();
        python->evaluate = [](link::Request request) { request.answer(request.source()); };
        python->call = [](const link::Request&) { return false; };
        served.set_python(python);
        return call.ready();
    }));
    CHECK(call.wait().value == link::Value("1 + 1"));
    served.set_python(nullptr);
}

TEST_CASE_FIXTURE(Linked, "the list has each peer, and a peer that is disconnected hears why") {
    listen();
    std::atomic<int> changes = 0;
    served.on_change([&] { ++changes; });
    std::atomic<bool> gone = false;
    std::string why;
    auto peer = client({.disconnected = [&](const link::PeerInfo&, const link::Error& error) {
        why = error.message;
        gone = true;
    }});
    REQUIRE(wait_until([&] { return served.peers().size() == 1; }));
    CHECK(served.peers()[0].name == "test");
    CHECK(served.peers()[0].pid == ::getpid());
    REQUIRE(wait_until([&] { return changes > 0; }));
    CHECK(served.disconnect(served.peers()[0].id, "the user has disconnected you"));
    REQUIRE(wait_until([&] { return gone.load(); }));
    CHECK(why.find("the user has disconnected you") != std::string::npos);
    CHECK(wait_until([&] { return served.peers().empty(); }));
    CHECK_FALSE(served.disconnect(12345, "nobody"));
}
