// The registry: checks, ranges and Python lines, and each command's effect and undo step.
#include "api/document/commands/commands.h"

#include <array>
#include <filesystem>
#include <limits>

#include "api/document/io/add_loaded.h"
#include "api/document/io/mesh_io.h"
#include "api/document/scene/finite.h"
#include "tests/document/fixtures.h"

using namespace gimbal::document;

namespace {

struct Commands {
    Document document;
    CommandRegistry registry;
    std::string note;                                                     // of the last command that was done
    std::string run(const std::string& name, Arguments arguments = {}) {  // returns the error, or ""
        CommandResult result{CommandResult::Outcome::cancelled, "no result"};
        const JobPtr job = run_command(document, registry, name, std::move(arguments),
                                       [&](const CommandResult& ended) { result = ended; });
        job->wait();
        REQUIRE(result.outcome != CommandResult::Outcome::cancelled);
        note = result.done() ? result.message : "";
        if (result.done()) job->rethrow();
        else CHECK_THROWS(job->rethrow());
        return result.done() ? "" : result.message;
    }
    std::string why_not(const char* name) {
        const CommandPtr command = registry.find(name);
        REQUIRE(command);
        return command->reason(*document.snapshot());
    }
    std::string line(const char* name, const Arguments& given) {
        const CommandPtr command = registry.find(name);
        return CommandCall{command, registry.checked(*command, given)}.python_line();
    }
    std::string bad(const char* name, const Arguments& given) {
        return error_of<std::invalid_argument>([&] { registry.checked(*registry.find(name), given); });
    }
    Object get(const char* name) { return document.get(document.find(name)); }
};

using Text = std::string;

Object cube_named(const char* name) {
    Object object;
    object.name = name;
    object.mesh = std::make_shared<const Mesh>(make_cube());
    return object;
}

}  // namespace

TEST_CASE_FIXTURE(Commands, "every command has a label, a doc line and parameters that say what they are") {
    CHECK(registry.all().size() >= 20);
    for (const CommandPtr& command : registry.all()) {
        CAPTURE(command->name);
        CHECK(registry.find(command->name) == command);
        CHECK_FALSE(command->label.empty());
        CHECK(command->doc.ends_with("."));
        CHECK(command->run);
        for (const Parameter& parameter : command->parameters) CHECK_FALSE(parameter.doc.empty());
    }
    CHECK(registry.find("mesh.explode") == nullptr);
}

TEST_CASE_FIXTURE(Commands, "a command that may not run gives the reason") {
    CHECK(why_not("mesh.smooth") == "Select an object first");
    CHECK(why_not("edit.undo") == "Nothing to undo");
    CHECK(why_not("edit.redo") == "Nothing to redo");
    CHECK(why_not("scene.clear") == "The scene is empty");
    CHECK(run("object.delete") == "object.delete cannot run now: Select an object first");
    CHECK(run("mesh.explode") == "there is no command 'mesh.explode'");
    CHECK(run("object.add", {{"kind", Text("cube")}}) == "");
    CHECK(why_not("mesh.smooth") == "");
    CHECK(why_not("edit.undo") == "");
    const ObjectId hollow = document.add("hollow", nullptr);
    document.select({&hollow, 1});
    CHECK(why_not("mesh.smooth") == "The selected objects have no triangles");
}

TEST_CASE_FIXTURE(Commands, "arguments are checked by name, type and range, and converted if nothing is lost") {
    CHECK(bad("mesh.smooth", {{"iterations", std::int64_t(0)}}) ==
          "mesh.smooth: iterations is 0: it must be from 1 to 1000");
    CHECK(bad("mesh.smooth", {{"factor", 1.5}}) == "mesh.smooth: factor is 1.5: it must be from 0 to 1");
    CHECK(bad("mesh.smooth", {{"factor", std::nan("")}}).find("float('nan')") != Text::npos);
    CHECK(bad("mesh.smooth", {{"speed", 1.0}}) == "mesh.smooth has no parameter 'speed'; it takes iterations, factor");
    CHECK(bad("mesh.smooth", {{"iterations", 2.5}}) == "mesh.smooth: iterations must be int, not float (2.5)");
    CHECK(bad("mesh.decimate", {{"ratio", 0.0}}).find("ratio is 0.0") != Text::npos);
    CHECK(bad("io.load", {}) == "io.load needs path: an OBJ, STL, PLY, OFF or glTF file");
    CHECK(bad("object.set_location", {{"name", Text("a")}}).find("needs location") != Text::npos);
    CHECK(bad("object.set_location", {{"name", Text("a")}, {"location", Text("b")}})
              .find("must be 3 numbers, not str ('b')") != Text::npos);
    const Arguments complete = registry.checked(*registry.find("mesh.smooth"),
                                                {{"factor", std::int64_t(1)}, {"iterations", 3.0}});
    CHECK(std::get<double>(complete.at("factor")) == 1.0);
    CHECK(std::get<std::int64_t>(complete.at("iterations")) == 3);
}

TEST_CASE_FIXTURE(Commands, "the Python line has the arguments that differ from the defaults, as Python literals") {
    CHECK(line("mesh.smooth", {}) == "gimbal.ops.mesh.smooth()");
    CHECK(line("mesh.smooth", {{"factor", 0.1}, {"iterations", std::int64_t(10)}}) ==
          "gimbal.ops.mesh.smooth(factor=0.1)");
    CHECK(line("mesh.smooth", {{"factor", std::int64_t(1)}}) == "gimbal.ops.mesh.smooth(factor=1.0)");
    CHECK(line("object.select", {{"name", Text("it's")}, {"extend", true}}) ==
          "gimbal.ops.object.select(name=\"it's\", extend=True)");
    CHECK(line("object.select", {{"name", std::vector<Text>{"a", "b"}}}) ==
          "gimbal.ops.object.select(name=['a', 'b'])");
    CHECK(line("object.select", {{"name", std::vector<Text>{"a"}}}) == "gimbal.ops.object.select(name='a')");
    CHECK(line("io.load", {{"path", Text("/a\\b'\"\n\t\x01\x7F gr\xC3\xBC\xFF.obj")}}) ==
          "gimbal.ops.io.load(path='/a\\\\b\\'\"\\n\\t\\x01\\x7f gr\xC3\xBC\\udcff.obj')");
    CHECK(line("object.set_location", {{"name", Text("a")}, {"location", glm::vec3(1, 0.1f, -2.5e-8f)}}) ==
          "gimbal.ops.object.set_location(name='a', location=(1, 0.1, -2.5e-08))");
    CHECK(line("object.set_colour", {{"name", Text("a")}, {"colour", glm::vec4(1, 1, 1, 1)}}) ==
          "gimbal.ops.object.set_colour(name='a', colour=(1, 1, 1, 1))");  // a required argument is shown even with its
                                                                           // usual value
}

TEST_CASE_FIXTURE(Commands, "each object command has its effect as one undo step with its label") {
    CHECK(run("object.add", {{"kind", Text("torus")}, {"name", Text("ring")}}) == "");
    CHECK(document.undo_name() == "Add");
    CHECK(document.selection().size() == 1);
    CHECK(run("object.add", {{"kind", Text("teapot")}}).find("choose one of cube") != Text::npos);
    CHECK(document.object_count() == 1);
    CHECK(run("object.duplicate") == "");
    CHECK(document.selection() == std::vector{document.find("ring.001")});
    CHECK(run("object.rename", {{"name", Text("ring.001")}, {"new_name", Text("band")}}) == "");
    CHECK(document.undo_name() == "Rename");
    CHECK(run("object.select", {{"name", Text("ring")}, {"extend", true}}) == "");
    CHECK(document.selection().size() == 2);
    CHECK(run("object.select", {{"name", std::vector<Text>{"band", "ring"}}}) == "");
    CHECK(document.selection() == std::vector{document.find("band"), document.find("ring")});
    CHECK(run("object.select", {{"name", std::int64_t(3)}}) ==
          "object.select: name must be str or list of str, not int (3)");
    CHECK(run("object.select", {{"name", Text("nobody")}}) == "there is no object 'nobody' in the scene");
    CHECK(run("object.set_location", {{"name", Text("ring")}, {"location", glm::vec3(1, 2, 3)}}) == "");
    CHECK(run("object.set_rotation", {{"name", Text("ring")}, {"rotation", glm::vec3(1, 0, 0)}}) == "");
    CHECK(run("object.set_scale", {{"name", Text("ring")}, {"scale", glm::vec3(2)}}) == "");
    CHECK(run("object.set_colour", {{"name", Text("ring")}, {"colour", glm::vec4(1, 0, 0, 1)}}) == "");
    CHECK(run("object.set_visible", {{"name", Text("ring")}, {"visible", false}}) == "");
    CHECK(get("ring").location == glm::vec3(1, 2, 3));
    CHECK(get("ring").scale == glm::vec3(2));
    CHECK(get("ring").colour.g == 0);
    CHECK_FALSE(get("ring").visible);
    CHECK(run("edit.undo") == "");
    CHECK(get("ring").visible);
    CHECK(document.redo_name() == "Set visible");
    CHECK(run("edit.redo") == "");
    CHECK(run("object.deselect_all") == "");
    CHECK(run("object.select_all") == "");
    CHECK(run("object.delete") == "");
    CHECK(document.object_count() == 0);
    CHECK(run("edit.undo") == "");
    CHECK(document.object_count() == 2);
    CHECK(document.selection().size() == 2);
    CHECK(run("scene.clear") == "");
    CHECK(document.undo_name() == "Clear scene");
}

TEST_CASE_FIXTURE(Commands, "mesh commands work on the selected objects, and a shared mesh stays shared") {
    run("object.add", {{"kind", Text("cube")}, {"name", Text("a")}});
    run("object.duplicate");
    run("object.add", {{"kind", Text("cube")}, {"name", Text("untouched")}});
    run("object.select", {{"name", Text("a")}});
    run("object.select", {{"name", Text("a.001")}, {"extend", true}});
    CHECK(run("mesh.subdivide", {{"levels", std::int64_t(2)}}) == "");
    CHECK(get("a").mesh->triangle_count() == 12 * 16);
    CHECK(get("a").mesh == get("a.001").mesh);
    CHECK(get("untouched").mesh->triangle_count() == 12);
    CHECK(run("mesh.smooth") == "");
    CHECK(run("mesh.decimate", {{"ratio", 0.5}}) == "");
    CHECK(get("a").mesh->triangle_count() <= 100);
    CHECK(document.undo_name() == "Decimate");
    run("edit.undo");
    run("edit.undo");
    run("edit.undo");
    CHECK(get("a").mesh->triangle_count() == 12);
    CHECK(run("mesh.subdivide", {{"levels", std::int64_t(9)}}).find("from 1 to 6") != Text::npos);
}

TEST_CASE_FIXTURE(Commands, "a mesh command on exported vertices is refused before the work") {
    run("object.add", {{"kind", Text("cube")}});
    const auto exported = document.export_vertices(document.find("cube"));
    CHECK(run("mesh.smooth").find("numpy still uses the vertices of 'cube'") == 0);
}

TEST_CASE_FIXTURE(Commands, "a cancelled mesh command leaves the scene and the history as they were") {
    run("object.add", {{"kind", Text("sphere")}});
    run("mesh.subdivide", {{"levels", std::int64_t(3)}});
    const MeshPtr before = get("sphere").mesh;
    std::optional<CommandResult> result;
    const JobPtr job = run_command(document, registry, "mesh.smooth", {{"iterations", std::int64_t(1000)}},
                                   [&](const CommandResult& ended) { result = ended; });
    job->cancel();
    job->wait();
    WorkerPool::shared()
        .submit("after", [](Job&) {})
        ->wait();  // the worker reports the result before it takes the next job
    REQUIRE(result);
    CHECK(result->outcome == CommandResult::Outcome::cancelled);
    CHECK(get("sphere").mesh == before);
    CHECK(document.undo_name() == "Subdivide");
}

TEST_CASE_FIXTURE(Commands, "view commands move the camera and make no undo step") {
    run("object.add", {{"kind", Text("cube")}});
    document.modify(document.find("cube"), [](Object& object) { object.location = {100, 0, 0}; });
    const Text before = document.undo_name();
    CHECK(run("view.frame_selected") == "");
    CHECK(document.camera().target == glm::vec3(100, 0, 0));
    CHECK(run("view.axis", {{"name", Text("top")}}) == "");
    CHECK(document.camera().position().z > 1);
    CHECK(run("view.axis", {{"name", Text("front")}}) == "");
    CHECK(document.camera().position().y < -1);
    CHECK(run("view.axis", {{"name", Text("inside")}}).find("choose one of front") != Text::npos);
    CHECK(run("view.frame_all") == "");
    CHECK(document.undo_name() == before);
}

TEST_CASE_FIXTURE(Commands, "an object with infinite bounds does not lose the camera, and the others are framed") {
    const ObjectId cube = document.add("cube", std::make_shared<const Mesh>(make_cube(2)));
    const ObjectId far = document.add("far", std::make_shared<const Mesh>(make_cube(2)));
    document.modify(far, [](Object& o) {
        o.scale = glm::vec3(1e38f);
        o.location = glm::vec3(3e38f);
    });
    REQUIRE_FALSE(is_finite(document.snapshot()->bounds(false)));
    CHECK(run("view.frame_all") == "");
    CHECK(document.camera().target == glm::vec3(0));
    CHECK(is_finite(document.camera()));
    document.select(std::array{far});
    const Camera before = document.camera();
    CHECK(run("view.frame_selected") == "");
    CHECK(document.camera() == before);
    document.modify(far, [](Object& o) {
        o.scale = glm::vec3(1e37f);
        o.location = glm::vec3(0);
    });
    document.modify(cube, [](Object& o) { o.location = glm::vec3(3e38f); });
    CHECK(run("view.frame_all") == "");
    CHECK(is_finite(document.camera()));
    Camera lost = document.camera();
    lost.target.x = std::numeric_limits<float>::quiet_NaN();
    document.set_camera(lost);
    CHECK(is_finite(document.camera()));
}

TEST_CASE("loading into a scene with nothing unsaved leaves nothing unsaved, and the file's path is absolute") {
    Document document;
    document.mark_saved();
    const std::vector<ObjectId> added = add_loaded(document, {cube_named("box")}, "folder/../box.ply");
    CHECK(document.selection() == added);
    CHECK(document.file_name() == std::filesystem::current_path() / "folder/../box.ply");
    CHECK_FALSE(document.modified());
    document.add("more", std::make_shared<const Mesh>(make_cube()));
    add_loaded(document, {cube_named("another")}, "/other.ply");
    CHECK(document.modified());
}

TEST_CASE("an edit that meets a load does not count as saved") {
    Document document;
    document.mark_saved();
    document.on_change([&](Change change) {
        if (change == Change::scene && document.object_count() == 1) document.add("edit", nullptr);
    });
    add_loaded(document, {cube_named("box")}, "box.ply");
    REQUIRE(document.object_count() == 2);
    CHECK(document.modified());
}

TEST_CASE_FIXTURE(Commands, "loading adds and selects objects, frames them in an empty scene and remembers the file") {
    const Folder folder;
    const Text path = folder.file("made.obj").string(), other = folder.file("out.stl").string();
    run("object.add", {{"kind", Text("cube")}, {"name", Text("box")}});
    document.modify(document.find("box"), [](Object& object) { object.location = {50, 0, 0}; });
    CHECK(run("io.save", {{"path", path}}) == "");
    CHECK(note == "Saved 1 object to made.obj (OBJ, turned from Z up to Y up): 8 vertices, 12 triangles");
    CHECK(document.file_name() == path);
    CHECK(document.undo_name() == "edit");
    run("scene.clear");
    CHECK(run("io.load", {{"path", path}}) == "");
    CHECK(note == "Loaded 1 object from made.obj (OBJ, turned from Y up to Z up): 8 vertices, 12 triangles");
    CHECK(document.undo_name() == "Load");
    CHECK(document.selection() == std::vector{document.find("box")});
    CHECK(document.modified());  // the scene was not saved before
    CHECK(document.camera().target == glm::vec3(50, 0, 0));
    run("view.axis", {{"name", Text("top")}});
    const Camera camera = document.camera();
    CHECK(run("io.load", {{"path", path}}) == "");
    CHECK(document.object_count() == 2);
    CHECK(document.selection() == std::vector{document.find("box.001")});
    CHECK(document.camera() == camera);
    CHECK(run("io.save", {{"path", other}, {"selected_only", true}}) == "");
    Job job("check");
    CHECK(load_meshes(other, job)[0].mesh->triangle_count() == 12);
    CHECK(run("io.load", {{"path", Text("/nowhere.obj")}}) ==
          "cannot read '/nowhere.obj': there is no such file. Check the path and the current folder");
    CHECK(document.object_count() == 2);
}

namespace {

Command of_script(const char* name, const char* owner = "") {
    Command command{.name = name, .label = "Test", .doc = "Tests."};
    command.owner = owner;
    command.start = [](CommandCall, CommandEnd) { return JobPtr(); };
    return command;
}

}  // namespace

TEST_CASE_FIXTURE(Commands, "a script's command comes after the document's, and goes without them") {
    const std::size_t built_in = registry.all().size();
    const std::uint64_t version = registry.version();
    registry.add(of_script("test.one"));
    REQUIRE(registry.all().size() == built_in + 1);
    CHECK(registry.all().back()->name == "test.one");
    CHECK(registry.version() > version);
    const CommandPtr kept = registry.find("test.one");
    registry.remove("test.one");
    registry.remove("mesh.smooth");
    CHECK(registry.all().size() == built_in);
    CHECK(registry.find("mesh.smooth"));
    CHECK(kept->name == "test.one");  // a form may still have it
}

TEST_CASE_FIXTURE(Commands, "a name belongs to one owner, and its form is checked") {
    registry.add(of_script("test.one", "mine"));
    registry.add(of_script("test.one", "mine"));
    const auto refused = [&](const char* name, const char* owner) {
        return error_of<std::invalid_argument>([&] { registry.add(of_script(name, owner)); });
    };
    CHECK(refused("test.one", "other") ==
          "the name of the command 'test.one' belongs to the plug-in mine: choose another one");
    CHECK(refused("mesh.smooth", "mine") ==
          "the name of the command 'mesh.smooth' belongs to the program: choose another one");
    for (const char* name : {"", "test", "test.", ".one", "test.one.two", "1.one", "test.on e", "t\xC3\xA9st.one"}) {
        CAPTURE(name);
        CHECK(refused(name, "").find("it must be a group and a name") != Text::npos);
    }
}

TEST_CASE_FIXTURE(Commands, "a text with choices takes one of them") {
    CHECK(bad("view.axis", {{"name", Text("behind")}}) ==
          "view.axis: name is 'behind': choose one of front, back, right, left, top, bottom");
    CHECK(bad("object.add", {{"kind", Text("teapot")}}).find("choose one of cube, plane") != Text::npos);
}

TEST_CASE_FIXTURE(Commands, "a job tells once that it was cancelled, also if that came first") {
    int calls = 0;
    Job job("test");
    job.on_cancel([&] { ++calls; });
    job.cancel();
    job.cancel();
    CHECK(calls == 1);
    job.on_cancel([&] { ++calls; });
    CHECK(calls == 2);
}

TEST_CASE_FIXTURE(Commands, "view commands set the camera, the projection and wireframe") {
    CHECK(run("view.set_camera", {{"target", glm::vec3(1, 2, 3)}, {"yaw", 90.0}, {"pitch", 45.0}, {"distance", 2.0}}) ==
          "");
    CHECK(document.camera().target == glm::vec3(1, 2, 3));
    CHECK(document.camera().yaw == doctest::Approx(glm::radians(90.0f)));
    CHECK(document.camera().distance == 2);
    CHECK(run("view.set_wireframe") == "");
    CHECK(run("view.set_orthographic", {{"on", true}}) == "");
    CHECK(document.camera().wireframe);
    CHECK(document.camera().orthographic);
    CHECK(document.undo_name().empty());
}
