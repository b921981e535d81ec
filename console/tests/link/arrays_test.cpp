#include "link_fixture.h"

using namespace link_test;

namespace {
link::Mesh triangle(float z = 0) { return {.positions = {{0, 0, z}, {1, 0, z}, {0, 1, z}}, .triangles = {{0, 1, 2}}}; }
const link::Snapshot& snapshot(const link::SnapshotResult& result) {
    const auto* error = std::get_if<link::Error>(&result);
    REQUIRE_MESSAGE(!error, (error ? error->message : std::string()));
    return std::get<link::Snapshot>(result);
}
link::Error refusal(const std::function<void()>& function) {
    try {
        function();
    } catch (const link::LinkError& error) { return error.error(); }
    FAIL("accepted");
    return {};
}
Code stream_code(const link::SnapshotResult& result) {
    REQUIRE(std::holds_alternative<link::Error>(result));
    return std::get<link::Error>(result).code;
}
}  // namespace

TEST_CASE_FIXTURE(Linked, "arrays travel with calls in both directions") {
    auto made = options();
    made.handlers.commands["half"] = [](link::Request& request) {
        std::vector<float> halved;
        for (const float number : request.array("z").as<float>()) halved.push_back(number / 2);
        return link::Reply(nullptr, {{"z", link::Array::take(halved, request.array("z").shape())}});
    };
    link::Server server(made);
    link::Client client(this->client());
    const std::vector<float> z{2, 4, 6, 8, 10, 12};
    const auto reply = client.call("half", {}, {.arrays = {{"z", link::Array::copy<float>(z, {2, 3})}}});
    REQUIRE(reply);
    const link::Array& half = reply.arrays.at("z");
    CHECK(half.shape() == link::Shape{2, 3});
    CHECK(half.as<float>()[5] == 6);
    CHECK(half.as<double>().empty());
    CHECK(code(client.call("half")) == Code::bad_argument);
}

TEST_CASE_FIXTURE(Linked, "a mesh is sent, updated by its positions, and read back whole") {
    link::Server server(options());
    link::Client client(this->client());
    REQUIRE(client.send("wave", triangle().arrays()));
    REQUIRE(
        client.send("wave", {{"positions", triangle(5).arrays()["positions"]}}, {.kind = link::StreamKind::positions}));
    const link::Snapshot got = snapshot(server.streams().latest("wave"));
    CHECK(got.kind == link::StreamKind::mesh);
    CHECK(got.frame == 2);
    CHECK(got.serial == 2);
    CHECK(got.arrays.at("positions").rows<float, 3>()[2] == std::array<float, 3>{0, 1, 5});
    CHECK(got.arrays.at("triangles").rows<std::int32_t, 3>()[0] == std::array<std::int32_t, 3>{0, 1, 2});
    const auto back = client.read("wave");
    REQUIRE(back);
    CHECK(back.value["kind"] == link::Value("mesh"));
    CHECK(back.arrays.at("positions").as<float>()[8] == 5);
    CHECK(code(client.read("nothing")) == Code::not_found);
}

TEST_CASE_FIXTURE(Linked, "what is no mesh is refused with the reason") {
    link::Server server(options());
    link::Client client(this->client());
    CHECK_THROWS_AS(client.update("m", {{"x", numbers({1})}}), link::LinkError);
    CHECK(link::mesh_problem(link::Mesh{.positions = {{0, 0, 0}}, .faces = {0, 0, 0}}.arrays()) ==
          "`faces` needs `offsets`");
    CHECK(link::mesh_problem(link::Mesh{.positions = {{0, 0, 0}}, .triangles = {{0, 0, 1}}}.arrays()) ==
          "`triangles` holds vertex 1, but `positions` has 1");
    CHECK(link::mesh_shape_problem(
              link::Mesh{.positions = {{0, 0, 0}}, .faces = {0, 0, 0}, .offsets = {0, 2}}.arrays()) ==
          "`offsets` ends with 2, but `faces` has 3");
    CHECK(link::mesh_problem(link::Mesh{.positions = {{0, 0, 0}}, .faces = {0, 0, 0}, .offsets = {0, 3}}.arrays())
              .empty());
    const link::UpdateOptions positions{.kind = link::StreamKind::positions};
    CHECK(code(client.send("m", triangle().arrays(), positions)) == Code::bad_array);  // there is no mesh yet
}

TEST_CASE_FIXTURE(Linked, "an array that no mesh has is refused at the sender, with the names that there are") {
    link::Server server(options());
    link::Client client(this->client());
    link::Arrays arrays = triangle().arrays();
    arrays["colors"] = numbers({1, 1, 1});
    const std::string sentence =
        "a mesh has no array `colors`; it has positions, faces, offsets, triangles, lines, colours. Arrays of other "
        "names are a stream of the kind `array`";
    CHECK(refusal([&] { client.update("m", arrays); }) == link::Error{Code::bad_array, sentence});
    CHECK(refusal([&] { client.send("m", arrays); }) == link::Error{Code::bad_array, sentence});
    const link::UpdateOptions positions{.kind = link::StreamKind::positions};
    CHECK(refusal([&] { client.update("m", arrays, positions); }).code == Code::bad_array);
    const link::ArrayLayouts layouts{{"positions", {link::Dtype::float32, {3, 3}}},
                                     {"normal", {link::Dtype::float32, {3, 3}}}};
    CHECK(refusal([&] { client.share("m", layouts, {.kind = link::StreamKind::mesh}); }).code == Code::bad_array);
    CHECK(client.send("m", arrays, {.kind = link::StreamKind::array}));  // those are free
}

TEST_CASE_FIXTURE(Linked, "a vertex number out of range is refused at the sender, which is told the number") {
    link::Server server(options());
    link::Client client(this->client());
    for (const std::int32_t vertex : {3, -1, std::numeric_limits<std::int32_t>::max()}) {
        auto mesh = triangle();
        mesh.triangles.push_back({0, vertex, 1});
        const link::Error expected{Code::bad_array,
                                   "`triangles` holds vertex " + std::to_string(vertex) + ", but `positions` has 3"};
        CHECK(refusal([&] { client.update("m", mesh.arrays()); }) == expected);
        CHECK(refusal([&] { client.send("m", mesh.arrays()); }) == expected);
    }
    auto lines = triangle();
    lines.lines = {{0, 4}};
    CHECK(refusal([&] { client.send("m", lines.arrays()); }).message ==
          "`lines` holds vertex 4, but `positions` has 3");
    auto faces = triangle();
    faces.triangles.clear();
    faces.faces = {0, 1, 7};
    faces.offsets = {0, 3};
    CHECK(refusal([&] { client.send("m", faces.arrays()); }).message ==
          "`faces` holds vertex 7, but `positions` has 3");
    CHECK(server.streams().list().empty());
    CHECK(client.send("m", triangle().arrays()));
}

TEST_CASE_FIXTURE(Linked, "frame numbers rise, and a name has one writer") {
    link::Server server(options());
    link::Client one(client()), two(client());
    const auto array = [](std::uint64_t frame) {
        return link::UpdateOptions{.kind = link::StreamKind::array, .frame = frame};
    };
    REQUIRE(one.send("z", {{"z", numbers({1})}}, array(7)));
    CHECK(code(one.send("z", {{"z", numbers({2})}}, array(7))) == Code::old_frame);
    REQUIRE(one.send("z", {{"z", numbers({3})}}, array(9)));
    CHECK(code(two.send("z", {{"z", numbers({4})}}, array(10))) == Code::in_use);
    one.close();
    REQUIRE(wait_until([&] { return server.streams().info("z")->state == link::StreamState::ended; }));
    CHECK(snapshot(server.streams().latest("z")).arrays.at("z").as<float>()[0] == 3);  // stays
    REQUIRE(two.send("z", {{"z", numbers({5})}}, array(1)));
    const auto newest = snapshot(server.streams().wait_for("z", 2, deadline));
    CHECK(newest.frame == 1);
    CHECK(newest.serial == 3);
}

TEST_CASE_FIXTURE(Linked, "the handler of updates gets the newest frame, and the frames between are counted") {
    std::mutex mutex;
    std::condition_variable go;
    bool may_go = false;
    std::vector<link::Snapshot> seen;
    link::Server server(options({.update = [&](const link::Snapshot& frame) {
        std::unique_lock lock(mutex);
        seen.push_back(frame);
        go.wait_for(lock, deadline, [&] { return may_go; });
    }}));
    link::Client client(this->client());
    const link::UpdateOptions array{.kind = link::StreamKind::array};
    REQUIRE(client.send("z", {{"z", numbers({0})}}, array));
    REQUIRE(wait_until([&] {
        std::lock_guard lock(mutex);
        return seen.size() == 1;
    }));
    for (int i = 1; i <= 50; ++i) REQUIRE(client.send("z", {{"z", numbers({float(i)})}}, array));
    {
        std::lock_guard lock(mutex);
        may_go = true;
        go.notify_all();
    }
    REQUIRE(wait_until([&] {
        std::lock_guard lock(mutex);
        return seen.back().frame == 51;
    }));
    std::lock_guard lock(mutex);
    CHECK(seen.size() == 2);
    CHECK(seen.back().dropped == 49);
}

TEST_CASE_FIXTURE(Linked, "limits of streams and bytes are errors, and the old snapshot stays") {
    auto made = options();
    made.limits.streams = 2;
    made.limits.stream_bytes = 100;
    link::Server server(made);
    link::Client client(this->client());
    const link::UpdateOptions array{.kind = link::StreamKind::array};
    REQUIRE(client.send("a", {{"z", numbers({1, 2})}}, array));
    REQUIRE(client.send("b", {{"z", numbers({1, 2})}}, array));
    CHECK(code(client.send("c", {{"z", numbers({1, 2})}}, array)) == Code::too_many);
    CHECK(code(client.send("a", {{"z", numbers(std::vector<float>(100))}}, array)) == Code::too_large);
    CHECK(snapshot(server.streams().latest("a")).arrays.at("z").size() == 2);
}

TEST_CASE_FIXTURE(Linked, "shared memory appears frame by frame and is read without a copy") {
    link::Server server(options());
    for (const bool named : {false, true}) {
        CAPTURE(named);
        link::Client client(this->client());
        auto shared = client.share("wave", {{"z", {link::Dtype::float32, {2, 3}}}},
                                   {.named = named, .timeout = deadline});
        REQUIRE(std::holds_alternative<link::SharedWriter>(shared));
        auto& writer = std::get<link::SharedWriter>(shared);
        std::uint64_t serial = server.streams().info("wave")->serial;
        for (int frame = 1; frame <= 10; ++frame) {
            writer.begin();
            for (float& z : writer.array<float>("z")) z = float(frame);
            CHECK(writer.publish());
            const auto result = server.streams().wait_for("wave", serial, deadline);
            const auto& got = snapshot(result);
            CHECK(got.frame == std::uint64_t(frame));
            CHECK(got.arrays.at("z").as<float>()[5] == float(frame));
            serial = got.serial;
        }
        const auto view = server.streams().wait_for_view("wave", serial - 1, deadline);
        CHECK(std::holds_alternative<link::SharedView>(view) != named);
        if (const auto* shown = std::get_if<link::SharedView>(&view)) {
            CHECK(shown->serial() == serial);
            CHECK(shown->valid());
            CHECK(shown->arrays().at("z").as<float>()[0] == 10);
            for (int i = 0; i < 3; ++i) {  // three slots: the third frame is written over it
                CHECK(shown->valid());
                writer.begin();
                if (i < 2) writer.publish();
            }
            CHECK_FALSE(shown->valid());
        }
        CHECK_THROWS_AS(writer.array<double>("z"), std::exception);
    }
    for (const auto& entry : std::filesystem::directory_iterator("/dev/shm"))
        CHECK_FALSE(entry.path().filename().string().starts_with("gimbal-link-" + std::to_string(::getuid()) + "-"));
}

TEST_CASE_FIXTURE(Linked, "a mesh whose positions are in shared memory keeps its triangles") {
    link::Server server(options());
    link::Client client(this->client());
    REQUIRE(client.send("wave", triangle().arrays()));
    auto shared = client.share("wave", {{"positions", {link::Dtype::float32, {3, 3}}}},
                               {.kind = link::StreamKind::positions, .timeout = deadline});
    REQUIRE(std::holds_alternative<link::SharedWriter>(shared));
    auto& writer = std::get<link::SharedWriter>(shared);
    writer.begin();
    writer.array<float>("positions")[8] = 4;
    writer.publish();
    const auto result = server.streams().wait_for("wave", 1, deadline);
    CHECK(snapshot(result).kind == link::StreamKind::mesh);
    CHECK(snapshot(result).arrays.at("triangles").size() == 3);
    CHECK(snapshot(result).arrays.at("positions").as<float>()[8] == 4);
}

TEST_CASE_FIXTURE(Linked, "a wait ends at its deadline, and at the end of the link") {
    auto server = std::make_unique<link::Server>(options());
    const link::Streams streams = server->streams();
    CHECK(stream_code(streams.wait_for("nothing", 0, 1ms)) == Code::deadline);
    std::thread closing([&] { server->close("done"); });
    CHECK(stream_code(streams.wait_for("nothing", 0, deadline)) == Code::closed);
    closing.join();
}
