#include "engine/session/session.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

#include "gimbal/console/python/forked_child.h"
#include "base/platform/fork_watch.h"
#include "engine/output/output.h"
#include "engine/session/crash_handler.h"
#include "engine/session/crash_words.h"
#include "gimbal/console/base/clock.h"
#include "gimbal/console/base/private_files.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {

namespace fs = std::filesystem;

namespace {
// A forked child must not keep the lock when its parent has ended, and reports its own crash on its stderr.
std::atomic<int> lock_of_parent{-1}, crash_of_parent{-1};
void let_go_of_parent() {
    if (const int lock = lock_of_parent.exchange(-1); lock >= 0) close(lock);
    if (const int crash = crash_of_parent.exchange(-1); crash >= 0) dup2(STDERR_FILENO, crash);
}

// Gets all text on its way to the console.
std::atomic<OutputRing*> tapped{nullptr};
void into_ring(Stream, const char* text, std::size_t size) {
    if (OutputRing* ring = tapped.load(std::memory_order_acquire)) ring->append({text, size});
}
}  // namespace

// The folder has a temporary name until its lock is held. Otherwise another program could take it for a crashed one.
Session::Session(const fs::path& sessions, std::string kind, const std::vector<fs::path>& library, std::string program)
    : program_(std::move(program)) {
    const std::string name = local_time(unix_seconds(), "%Y-%m-%d-%H%M%S") + "-" + std::to_string(getpid());
    SessionHead head{std::move(kind), {}};
    for (const fs::path& path : library) head.library.push_back(path.string());
    folder_ = sessions / (".new-" + name);
    std::error_code error;
    make_private_folders(folder_, error);
    int number = error ? error.value() : create(head);
    if (number == 0) {
        fs::rename(folder_, sessions / name, error);
        if (error) number = error.value();
        else folder_ = sessions / name;
    }
    kept_ = number == 0;
    if (kept_) watch();
    else give_up(number);
}

Session::~Session() { end(); }

void Session::watch() {
    install_crash_handler(crash_, terminal_.get(), output_, folder_.string(), program_);
    tapped.store(&output_, std::memory_order_release);
    OutputChannel::tap.store(into_ring);
    observe_file_work(this);
}

int Session::create(const SessionHead& head) {
    add_fork_hook(let_go_of_parent);
    if (const int error = journal_.create(folder_ / "journal", head)) return error;
    lock_of_parent.store(journal_.descriptor());
    if (const int error = output_.create(folder_ / "output")) return error;
    crash_ = open((folder_ / "crash").c_str(), O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
    if (crash_ < 0) return errno;
    crash_of_parent.store(crash_);
    terminal_ = Descriptor(fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3));  // before it is captured
    return 0;
}

// Keeps a folder that was in use, because its contents are better than nothing.
void Session::give_up(int error) {
    std::lock_guard lock(failing_);
    problem_ = "no crash report can be made of this session: " + folder_.string() + ": " + std::strerror(error) + "\n";
    std::error_code ignored;
    if (!kept_.exchange(false)) fs::remove_all(folder_, ignored);
}

void Session::python_has_started() {
    GIMBAL_ON(script);
    if (kept_) enable_faulthandler(crash_);
}

void Session::run_begins(const Run& run) {
    GIMBAL_ON(script);
    if (!kept_ || in_forked_child()) return;
    const bool cell = run.body == Run::Body::cell;  // named `<cell 3>`
    set_run_for_crashes(cell ? run.file_name.substr(1, run.file_name.size() - 2) + ": " + run.title : run.title);
    if (const int error = journal_.run_begins(run)) give_up(error);
}

void Session::run_ended(const Run& run, RunState state) {
    GIMBAL_ON(script);
    if (!kept_ || in_forked_child()) return;
    set_run_for_crashes("");
    if (const int error = journal_.run_ended(run.id, state, seconds_since(run.started))) give_up(error);
}

void Session::file_work_begins(std::uint64_t id, std::string_view verb, const fs::path& file) {
    if (!kept_) return;
    if (const int error = journal_.file_begins(id, verb, file)) give_up(error);
}

void Session::file_work_ended(std::uint64_t id) {
    if (!kept_) return;
    if (const int error = journal_.file_ended(id)) give_up(error);
}

void Session::end() {
    if (in_forked_child()) return;  // the folder belongs to the parent
    observe_file_work(nullptr);
    uninstall_crash_handler();
    tapped.store(nullptr);  // the memory stays mapped for a thread that is left behind
    lock_of_parent.store(-1);
    crash_of_parent.store(-1);
    if (!folder_.empty()) {
        std::error_code ignored;
        fs::remove_all(std::exchange(folder_, {}), ignored);
    }
    kept_ = false;
}

std::string Session::take_problem() {
    std::lock_guard lock(failing_);
    return std::exchange(problem_, {});
}

}  // namespace gimbal::console
