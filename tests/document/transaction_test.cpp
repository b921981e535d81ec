// Transactions: a rollback takes back what the transaction has edited and keeps what others have edited.
#include <cmath>
#include <set>

#include "api/document/work/edit_author.h"
#include "tests/document/fixtures.h"

using namespace gimbal::document;

namespace {

// All that a rollback must restore, as text: also the handles, the versions of content and the history.
std::string state_of(const Document& document) {
    std::string text;
    const ScenePtr scene = document.snapshot();
    scene->for_each([&](ObjectId id, const Object& object) {
        CHECK(document.find(object.name) == id);
        text += std::to_string(id.index) + "/" + std::to_string(id.generation) + " " + object.name +
                (object.visible ? "" : " hidden") + " x=" + std::to_string(object.location.x) +
                " colour=" + std::to_string(object.colour.x) +
                " mesh=" + std::to_string(reinterpret_cast<std::uintptr_t>(object.mesh.get())) + "\n";
    });
    for (const ObjectId id : document.selection()) text += "selected " + std::to_string(id.generation) + "\n";
    text += "content " + std::to_string(scene->content_version()) + "\n";
    for (const StepInfo& step : document.undo_steps()) text += "undo " + step.name + "\n";
    for (const StepInfo& step : document.redo_steps()) text += "redo " + step.name + "\n";
    return text + scene->undo_name() + "|" + scene->redo_name();
}

// Objects a, b and c, of which b is selected, and a step that can be redone.
struct Transactions {
    Document document;
    ObjectId a = document.add("a", shared(make_cube())), b = document.add("b", shared(make_cube())),
             c = document.add("c", shared(make_cube()));

    Transactions() {
        document.select({&b, 1});
        const UndoStep step(document, "can be redone");
        document.add("redone", nullptr);
    }

    StepToken begin(std::string name = "transaction", bool of_run = false) {
        return document.open_step({.name = std::move(name), .transaction = true, .of_run = of_run});
    }
    void edit_for(StepToken transaction, const std::function<void()>& edit) const {
        const EditsFor scope({transaction});
        edit();
    }
    void move(ObjectId id, float x) {
        document.modify(id, [x](Object& object) { object.location.x = x; });
    }
    float x_of(ObjectId id) const { return document.get(id).location.x; }
    std::vector<std::string> undo_names() const {
        std::vector<std::string> names;
        for (const StepInfo& step : document.undo_steps()) names.push_back(step.name);
        return names;
    }
    void edit_everything() {
        document.remove(a);
        document.add("a", nullptr);
        document.rename(b, "other");
        document.set_mesh(b, shared(tetrahedron()));
        move(c, 7);
        REQUIRE(document.try_lock());
        document.edit(c)->visible = false;
        document.unlock();
        document.set_colours(c, std::make_shared<const Colours>(8, glm::vec4(1)));
        document.select(std::vector{c}, true);
        document.add_many(std::vector<Object>(300));
    }
};

}  // namespace

TEST_CASE_FIXTURE(Transactions, "a rollback restores the document exactly") {
    document.undo();
    const std::string before = state_of(document);
    const StepToken transaction = begin();
    edit_for(transaction, [&] { edit_everything(); });
    REQUIRE(state_of(document) != before);
    CHECK(document.undo_name() == "transaction");
    CHECK(document.redo_name() == "");
    CHECK(document.roll_back(transaction).was_open);
    CHECK(state_of(document) == before);
    CHECK(document.redo());
    CHECK_FALSE(document.roll_back(transaction).was_open);
}

TEST_CASE_FIXTURE(Transactions, "a rollback also takes back that the scene was cleared") {
    const std::string before = state_of(document);
    const StepToken transaction = begin();
    edit_for(transaction, [&] {
        document.clear();
        document.add("new", nullptr);
        document.clear();
    });
    document.roll_back(transaction);
    CHECK(state_of(document) == before);
}

TEST_CASE_FIXTURE(Transactions, "a transaction that is kept is one step, and its redo steps are gone") {
    document.undo();
    const StepToken transaction = begin();
    edit_for(transaction, [&] { edit_everything(); });
    const std::string after = state_of(document);
    CHECK(document.close_step(transaction));
    CHECK(document.undo_name() == "transaction");
    CHECK(document.redo_name() == "");
    document.undo();
    CHECK(document.redo());
    CHECK(state_of(document) == after);
}

TEST_CASE_FIXTURE(Transactions, "a transaction without edits leaves no trace, whichever way it ends") {
    document.undo();
    const std::string before = state_of(document);
    document.close_step(begin());
    document.roll_back(begin());
    CHECK(state_of(document) == before);
}

TEST_CASE_FIXTURE(Transactions, "a rollback reports what it has changed, and nothing else") {
    std::multiset<Change> reported;
    document.on_change([&](Change change) { reported.insert(change); });
    const auto rolls_back = [&](const std::function<void()>& edit) {
        const StepToken transaction = begin();
        edit_for(transaction, edit);
        reported.clear();
        document.roll_back(transaction);
        return reported;
    };
    CHECK(rolls_back([] {}) == std::multiset<Change>{});
    CHECK(rolls_back([&] { document.select({&a, 1}); }) == std::multiset{Change::selection, Change::undo});
    CHECK(rolls_back([&] { move(a, 1); }) == std::multiset{Change::scene, Change::objects, Change::mesh, Change::undo});
    CHECK(rolls_back([&] { document.remove(b); }) ==
          std::multiset{Change::scene, Change::selection, Change::objects, Change::mesh, Change::undo});
}

TEST_CASE_FIXTURE(Transactions, "after a rollback in the middle, the transaction goes on from its start") {
    const std::string before = state_of(document);
    const StepToken transaction = begin();
    edit_for(transaction, [&] { edit_everything(); });
    CHECK(document.roll_back(transaction, false).was_open);
    CHECK(state_of(document) == before);
    edit_for(transaction, [&] { move(a, 1); });
    CHECK(document.changes_since(transaction).sentence() == "1 object moved (a)");
    document.close_step(transaction);
    CHECK(document.undo_name() == "transaction");
    document.undo();
    CHECK(x_of(a) == 0);
}

TEST_CASE_FIXTURE(Transactions, "a transaction inside a run cuts it, and its rollback leaves the run's steps") {
    document.begin_run({"a.py", 1});
    move(a, 1);
    const StepToken transaction = begin("inside", true);
    edit_for(transaction, [&] { move(a, 2); });
    document.roll_back(transaction);
    CHECK(x_of(a) == 1);
    move(a, 3);
    document.end_run();
    CHECK(undo_names() == std::vector<std::string>{"edit", "can be redone", "a.py", "a.py"});
}

TEST_CASE_FIXTURE(Transactions, "a transaction inside another one is rolled back alone, or with it") {
    const std::string before = state_of(document);
    const StepToken outer = begin("outer");
    edit_for(outer, [&] { move(a, 1); });
    const auto begin_inner = [&] {
        const EditsFor scope({outer});
        return begin("inner");
    };
    const StepToken first = begin_inner();
    edit_for(first, [&] { edit_everything(); });
    document.roll_back(first);
    CHECK(document.changes_since(outer).sentence() == "1 object moved (a)");
    const StepToken second = begin_inner();
    edit_for(second, [&] { move(b, 1); });
    document.close_step(second);
    CHECK(document.changes_since(outer).sentence() == "2 objects moved (a, b)");
    SUBCASE("the outer one is kept") {
        document.close_step(outer);
        CHECK(document.undo_name() == "outer");
        document.undo();
        CHECK(x_of(a) == 0);
        CHECK(x_of(b) == 0);
    }
    SUBCASE("the outer one is rolled back") {
        document.roll_back(outer);
        CHECK(state_of(document) == before);
    }
}

TEST_CASE_FIXTURE(Transactions, "a rollback of the outer transaction moves the start of the one inside it") {
    const StepToken outer = begin("outer");
    edit_for(outer, [&] { move(a, 1); });
    StepToken inner = 0;
    edit_for(outer, [&] { inner = begin("inner"); });
    edit_for(inner, [&] { move(b, 1); });
    document.roll_back(outer);
    CHECK(x_of(a) == 0);
    CHECK(x_of(b) == 0);
    edit_for(inner, [&] { move(c, 1); });
    document.roll_back(inner);
    CHECK(x_of(a) == 0);
    CHECK(x_of(c) == 0);
    CHECK(undo_names() == std::vector<std::string>{"edit", "can be redone"});
}

TEST_CASE_FIXTURE(Transactions, "what others edit meanwhile stays, as a step with their name") {
    const StepToken transaction = begin();
    edit_for(transaction, [&] { edit_everything(); });
    ObjectId theirs;
    {
        const UndoStep click(document, "Move");
        move(c, 5);
        document.modify(c, [](Object& object) { object.colour.x = 0.5f; });
        theirs = document.add("theirs", shared(tetrahedron()));
        document.rename(theirs, "renamed");
        document.set_mesh(theirs, shared(make_cube()));
        document.select({&theirs, 1});
        document.remove(b);
    }
    edit_for(transaction, [&] { move(c, 8), move(theirs, 9); });
    CHECK(document.roll_back(transaction).lost.empty());
    CHECK(x_of(c) == 5);
    CHECK(document.get(c).colour.x == 0.5f);
    CHECK(document.get(c).visible);
    CHECK(document.contains(a));
    CHECK_FALSE(document.contains(b));
    CHECK(document.find("renamed") == theirs);
    CHECK(x_of(theirs) == 0);
    CHECK(document.mesh(theirs)->vertex_count() == 8);
    CHECK(document.selection() == std::vector{theirs});
    CHECK(undo_names() == std::vector<std::string>{"edit", "can be redone", "Move"});
    document.undo();
    CHECK(x_of(c) == 0);
    CHECK(document.contains(b));
    CHECK_FALSE(document.contains(theirs));
    document.redo();
    CHECK(document.contains(theirs));
}

TEST_CASE_FIXTURE(Transactions, "an edit in place by others stays, too") {
    const StepToken transaction = begin();
    edit_for(transaction, [&] { move(c, 7); });
    REQUIRE(document.try_lock());
    document.edit(c)->visible = false;
    document.unlock();
    document.roll_back(transaction);
    CHECK(x_of(c) == 0);
    CHECK_FALSE(document.get(c).visible);
    CHECK(document.undo_name() == "edit");
}

TEST_CASE_FIXTURE(Transactions, "an object of others keeps its handle although the transaction has removed others") {
    const StepToken transaction = begin();
    edit_for(transaction, [&] { document.clear(); });
    std::vector<ObjectId> theirs;
    for (int i = 0; i < 300; ++i) theirs.push_back(document.add("theirs", nullptr));
    document.remove(theirs[100]);
    edit_for(transaction, [&] { document.add("own", nullptr), document.remove(theirs[5]); });
    document.roll_back(transaction);
    CHECK(document.object_count() == 4 + 299);
    CHECK(document.contains(a));
    for (std::size_t i = 0; i < theirs.size(); ++i) CHECK(document.contains(theirs[i]) == (i != 100));
    std::set<std::string> names;
    for (const ObjectId id : document.objects()) names.insert(document.get(id).name);
    CHECK(names.size() == 4 + 299);
    for (int i = 0; i < 50; ++i) CHECK(document.contains(document.add("later", nullptr)));
}

TEST_CASE_FIXTURE(Transactions, "others clear the scene: only what they have seen is gone after the rollback") {
    const StepToken transaction = begin();
    edit_for(transaction, [&] { document.remove(a), document.add("own", nullptr); });
    document.clear();
    document.roll_back(transaction);
    CHECK(document.object_count() == 1);
    CHECK(document.contains(a));
}

TEST_CASE_FIXTURE(Transactions, "a name that the rollback needs again goes back, and that of others gets a number") {
    const StepToken transaction = begin();
    edit_for(transaction, [&] { document.rename(a, "other"); });
    const ObjectId theirs = document.add("a", nullptr);
    document.rename(c, "other");  // other.001
    document.roll_back(transaction);
    CHECK(document.get(a).name == "a");
    CHECK(document.get(theirs).name == "a.001");
    CHECK(document.get(c).name == "other.001");
}

TEST_CASE_FIXTURE(Transactions, "a rollback names the objects of its own that others have edited") {
    const StepToken transaction = begin();
    ObjectId own;
    edit_for(transaction, [&] { own = document.add("own", shared(make_cube())); });
    move(own, 3);
    document.set_mesh(own, shared(tetrahedron()));
    move(a, 3);
    document.select({&own, 1});
    CHECK(document.roll_back(transaction, false).lost == std::vector<std::string>{"own"});
    CHECK(document.roll_back(transaction).lost.empty());  // told once
    CHECK(x_of(a) == 3);
    CHECK(document.selection().empty());
}

TEST_CASE_FIXTURE(Transactions, "frames of a stream stay and make no step") {
    document.undo();
    const std::string steps = document.redo_name();
    const StepToken transaction = begin();
    edit_for(transaction, [&] { move(a, 3); });
    MeshPtr frame = document.mesh(b);
    for (int i = 0; i < 5; ++i) {
        const MeshPtr next = shared(make_cube());
        REQUIRE(document.follow_mesh(b, frame, next));
        frame = next;
    }
    document.roll_back(transaction);
    CHECK(document.mesh(b) == frame);
    CHECK(x_of(a) == 0);
    CHECK(document.redo_name() == steps);
    CHECK(undo_names() == std::vector<std::string>{"edit"});
}

TEST_CASE_FIXTURE(Transactions, "two transactions of two threads are rolled back in any order") {
    const std::string before = state_of(document);
    const StepToken one = begin("one");
    edit_for(one, [&] { move(a, 1); });
    const StepToken two = begin("two");
    edit_for(two, [&] { move(b, 2); });
    edit_for(one, [&] { move(a, 11), move(b, 1), document.add("of one", nullptr); });
    edit_for(two, [&] { document.add("of two", nullptr); });
    SUBCASE("the first one is kept") {
        document.close_step(one);
        document.roll_back(two);
        CHECK(x_of(a) == 11);
        CHECK(x_of(b) == 1);
        CHECK_FALSE(document.find("of two"));
        CHECK(undo_names().back() == "one");
        CHECK(undo_names().size() == 3);
    }
    SUBCASE("the second one is kept") {
        document.roll_back(one);
        CHECK(x_of(a) == 0);
        CHECK(x_of(b) == 2);
        edit_for(two, [&] { move(b, 22); });
        document.close_step(two);
        CHECK(document.find("of two"));
        CHECK_FALSE(document.find("of one"));
        document.undo();
        CHECK(state_of(document).starts_with(before.substr(0, before.find("content"))));
    }
    SUBCASE("the first one goes first") {
        document.roll_back(one);
        document.roll_back(two);
        CHECK(state_of(document) == before);
    }
    SUBCASE("the second one goes first") {
        document.roll_back(two);
        CHECK(x_of(b) == 1);
        document.roll_back(one);
        CHECK(state_of(document) == before);
    }
}

TEST_CASE_FIXTURE(Transactions, "one edit of others before a transaction and one after it are two") {
    const StepToken one = begin("one");
    move(c, 1);
    const StepToken two = begin("two");
    move(c, 2);
    document.roll_back(two);
    CHECK(x_of(c) == 2);
    document.roll_back(one);
    CHECK(x_of(c) == 2);
}

TEST_CASE_FIXTURE(Transactions, "while a transaction is open, no step is cut") {
    document.begin_run({"a.py", 1});
    move(a, 1);
    const StepToken of_handler = begin("handler");
    edit_for(of_handler, [&] { move(b, 1); });
    const StepToken step = document.open_step({.name = "step", .of_run = true});
    move(a, 2);
    document.close_step(step);
    document.end_run();
    CHECK_THROWS_AS(document.undo(), std::runtime_error);
    document.roll_back(of_handler);
    CHECK(x_of(a) == 2);
    CHECK(x_of(b) == 0);
    CHECK(undo_names() == std::vector<std::string>{"edit", "can be redone", "a.py"});
    document.undo();
    CHECK(x_of(a) == 0);
}

TEST_CASE_FIXTURE(Transactions, "exported vertices get back what they were, published or not") {
    const auto exported = document.export_vertices(a);
    exported.data[0].x = 5;
    document.touch_vertices(a);
    const StepToken transaction = begin();
    exported.data[0].x = 6;
    document.touch_vertices(a);  // by anybody
    exported.data[1].x = 7;
    exported.data[2].x = std::nanf("");
    CHECK(document.roll_back(transaction).detached.empty());
    CHECK(exported.data[0].x == 5);
    CHECK(exported.data[1].x == document.mesh(a)->positions()[1].x);
    CHECK(exported.data[2].x == document.mesh(a)->positions()[2].x);
    CHECK(document.export_vertices(a).data == exported.data);
    document.touch_vertices(a);
    CHECK(document.mesh(a)->positions()[0].x == 5);
}

TEST_CASE_FIXTURE(Transactions, "vertices exported in the transaction do not hold up its rollback") {
    const StepToken transaction = begin();
    edit_for(transaction, [&] { document.set_mesh(a, shared(tetrahedron())); });
    const auto exported = document.export_vertices(a);
    exported.data[0].x = 5;
    CHECK(document.roll_back(transaction).detached == std::vector{a});
    CHECK(document.mesh(a)->vertex_count() == 8);
    CHECK(exported.data[0].x == 5);
    exported.data[0].x = 6;
    document.touch_vertices(a);
    CHECK(document.mesh(a)->positions()[0].x == -1);
    CHECK(document.export_vertices(a).count == 8);
    document.check_not_exported(b);
    document.set_mesh(a, shared(grid(1)));  // the array that no longer belongs to it does not count
}

TEST_CASE_FIXTURE(Transactions, "a job of a transaction edits for it, and changes nothing once it is rolled back") {
    const StepToken transaction = begin();
    JobPtr job, late;
    edit_for(transaction, [&] {
        job = std::make_shared<Job>("job");
        late = std::make_shared<Job>("late");
    });
    std::thread([&] { job->run([&](Job&) { move(a, 1); }); }).join();
    document.roll_back(transaction);
    CHECK(x_of(a) == 0);
    std::thread([&] { late->run([&](Job&) { move(a, 2); }); }).join();
    CHECK(x_of(a) == 0);
    CHECK(error_of<std::runtime_error>([&] { late->rethrow(); }).find("was rolled back") != std::string::npos);
}

TEST_CASE_FIXTURE(Transactions, "a transaction refuses to load another scene, and others may") {
    const StepToken transaction = begin("T");
    edit_for(transaction, [&] {
        CHECK(error_of<std::runtime_error>([&] { document.replace({}); }).find("'T' could not take back") !=
              std::string::npos);
    });
    CHECK(document.contains(a));
    edit_for(transaction, [&] { move(a, 1); });
    SceneContents contents;
    contents.objects.push_back(object("opened", make_cube()));
    document.replace(std::move(contents), "/s.gimbal");
    edit_for(transaction, [&] { document.add("own", nullptr); });
    document.roll_back(transaction);
    CHECK(document.object_count() == 1);
    CHECK(document.find("opened"));
    CHECK_FALSE(document.undo());
    CHECK(document.modified() == false);
}

TEST_CASE_FIXTURE(Transactions, "a rollback after the history was forgotten reaches no edit of the transaction") {
    const StepToken transaction = begin();
    edit_for(transaction, [&] { move(a, 1); });
    document.forget_history();
    edit_for(transaction, [&] { move(a, 2); });
    move(b, 3);
    document.roll_back(transaction);
    CHECK(x_of(a) == 0);
    document.undo();
    CHECK(x_of(a) == 0);
    CHECK(x_of(b) == 0);
}

TEST_CASE_FIXTURE(Transactions, "saving in a transaction that is rolled back leaves the scene unsaved") {
    document.mark_saved();
    const StepToken transaction = begin();
    edit_for(transaction, [&] { move(a, 1); });
    document.mark_saved();
    document.roll_back(transaction);
    CHECK(document.modified());
}

TEST_CASE_FIXTURE(Transactions, "a full history loses no step to a transaction that is rolled back") {
    for (int i = 0; i < 120; ++i) {
        const UndoStep step(document, "move");
        move(a, static_cast<float>(i + 1));
    }
    const std::string before = state_of(document);
    const StepToken transaction = begin();
    edit_for(transaction, [&] { move(b, 1); });
    document.roll_back(transaction);
    CHECK(state_of(document) == before);
}

TEST_CASE_FIXTURE(Transactions, "the end of a run keeps what an open transaction has edited") {
    document.begin_run({"a.py", 1});
    const StepToken transaction = begin("left open", true);
    edit_for(transaction, [&] { move(a, 1); });
    CHECK(document.close_steps_of_run() == std::vector<std::string>{"left open"});
    document.end_run();
    CHECK_FALSE(document.roll_back(transaction).was_open);
    CHECK(x_of(a) == 1);
    CHECK(document.undo_name() == "left open");
}
