// Threads open steps and transactions, edit, roll back, undo and redo at random. Then the document is compared with
// what each thread knows: no edit of a transaction that was rolled back is left, and every other one is there.
#include <map>
#include <mutex>
#include <random>
#include <set>

#include "api/document/work/edit_author.h"
#include "tests/document/fixtures.h"

using namespace gimbal::document;

namespace {

constexpr unsigned seed = 20261202;
constexpr int threads = 4, rounds = 1500, group_size = 4;

// A thread of the storm. Its objects belong to it, so it knows what they must look like. All write into one more
// object, of which only what it must not be is known.
class Worker {
public:
    Worker(Document& document, ObjectId shared, int number)
        : document_(document),
          shared_(shared),
          number_(number),
          random_(seed + static_cast<unsigned>(number)) {
        for (int i = 0; i < group_size; ++i) group_.push_back(document.add("group", nullptr));
    }

    void storm(bool with_undo) {
        for (int round = 0; round < rounds; ++round) {
            if (with_undo && one_in(8)) travel();
            else if (one_in(6)) plain_step();
            else if (one_in(3)) named_step();
            else transaction(0, with_undo);
        }
    }

    struct Model {
        int value = 0;                 // of the group
        std::map<int, ObjectId> more;  // objects by their number
    };
    const Model& model() const { return model_; }
    const std::vector<ObjectId>& group() const { return group_; }
    const std::set<int>& rolled_back() const { return rolled_back_; }

private:
    bool one_in(unsigned n) { return random_() % n == 0; }
    int next_number() { return ++counter_ * threads + number_; }

    void set(ObjectId id, int value) {
        const auto change = [value](Object& object) { object.location.x = static_cast<float>(value); };
        if (one_in(3)) {
            while (!document_.try_lock()) std::this_thread::yield();
            if (Object* object = document_.edit(id)) change(*object);
            document_.unlock();
        } else {
            document_.modify(id, change);
        }
    }

    // Writes one number into the whole group, and maybe adds or removes an object. Returns the number.
    int edit(bool more) {
        const int value = next_number();
        for (const ObjectId id : group_) set(id, value);
        model_.value = value;
        set(shared_, value);
        if (!more) return value;
        if (one_in(2)) {
            model_.more[value] = document_.add("own " + std::to_string(value), nullptr);
        } else if (!model_.more.empty()) {
            document_.remove(model_.more.begin()->second);
            model_.more.erase(model_.more.begin());
        }
        if (one_in(4)) document_.select(group_, one_in(2));
        return value;
    }

    void plain_step() {
        const UndoStep step(document_, "click");
        const int value = next_number();
        set(shared_, value);
    }

    void named_step() {
        const StepToken step = document_.open_step({.name = "step", .of_run = one_in(2)});
        edit(false);
        document_.close_step(step);
    }

    std::vector<int> transaction(int depth, bool with_undo) {
        const StepToken token = document_.open_step({.name = "transaction", .transaction = true, .of_run = one_in(2)});
        const EditsFor scope({token});
        const Model before = model_;
        std::vector<int> numbers{edit(!with_undo)};
        if (depth < 2 && one_in(3))
            for (const int number : transaction(depth + 1, with_undo)) numbers.push_back(number);
        if (one_in(4)) std::this_thread::yield();
        if (one_in(2)) {
            document_.close_step(token);
            return numbers;
        }
        document_.roll_back(token);
        model_ = before;
        rolled_back_.insert(numbers.begin(), numbers.end());
        return {};
    }

    void travel() {
        try {
            one_in(2) ? document_.undo() : document_.redo();
        } catch (const std::runtime_error&) {}  // a step is open
    }

    Document& document_;
    const ObjectId shared_;
    const int number_;
    std::mt19937 random_;
    std::vector<ObjectId> group_;
    Model model_;
    std::set<int> rolled_back_;
    int counter_ = 0;
};

struct Storm {
    Document document;
    ObjectId shared = document.add("shared", nullptr);
    std::vector<Worker> workers;

    Storm() {
        for (int number = 0; number < threads; ++number) workers.emplace_back(document, shared, number);
        document.forget_history();
    }

    void run(bool with_undo) {
        std::vector<std::thread> running;
        for (Worker& worker : workers) running.emplace_back([&worker, with_undo] { worker.storm(with_undo); });
        for (std::thread& thread : running) thread.join();
        CHECK(document.step_name() == "");
        CHECK_FALSE(transactions_are_open());
    }

    int value_of(ObjectId id) const { return static_cast<int>(document.get(id).location.x); }

    // What holds at each place of the history.
    void check_present() const {
        for (const Worker& worker : workers) {
            for (const ObjectId id : worker.group()) {
                CHECK(value_of(id) == value_of(worker.group().front()));
                CHECK_FALSE(worker.rolled_back().contains(value_of(id)));
            }
            CHECK_FALSE(worker.rolled_back().contains(value_of(shared)));
        }
        std::set<std::string> names;
        for (const ObjectId id : document.objects()) {
            const std::string name = document.get(id).name;
            CHECK(document.find(name) == id);
            CHECK(names.insert(name).second);
        }
    }
};

}  // namespace

TEST_CASE_FIXTURE(Storm, "after a storm of transactions the document has what was kept, and nothing else") {
    run(false);
    check_present();
    std::size_t objects = 1 + threads * group_size;
    for (const Worker& worker : workers) {
        CHECK(value_of(worker.group().front()) == worker.model().value);
        for (const auto& [number, id] : worker.model().more) {
            REQUIRE(document.contains(id));
            CHECK(document.get(id).name.starts_with("own " + std::to_string(number)));
        }
        objects += worker.model().more.size();
        CHECK(worker.rolled_back().size() > 100);
    }
    CHECK(document.object_count() == objects);
    while (document.undo()) check_present();
}

TEST_CASE_FIXTURE(Storm, "with undo and redo in between, each place of the history has whole steps only") {
    run(true);
    check_present();
    while (document.redo()) check_present();
    while (document.undo()) check_present();
    while (document.redo()) check_present();
}
