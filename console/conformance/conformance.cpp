// The main program: each check in a process of its own, and a line for each.
#include "gimbal/console/conformance/conformance.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "conformance/check.h"
#include "conformance/own_process.h"
#include "gimbal/console/base/process_start.h"

namespace gimbal::console::conformance {

namespace {
// The first line that a check's process writes on its own descriptor begins with one of these.
constexpr const char *passed = "passed", *skipped = "skipped", *failed = "failed";

struct Arguments {
    bool list = false, quick = false;
    double deadline = 120;
    std::vector<std::string> only;
    std::string check, child, argument;  // of a process that this program has started
    std::string wrong;                   // a sentence
};

Arguments parse(int argc, char** argv) {
    Arguments arguments;
    for (int i = 1; i < argc; ++i) {
        const std::string_view name = argv[i];
        const bool has_value = i + 1 < argc;
        if (name == "--list") arguments.list = true;
        else if (name == "--quick") arguments.quick = true;
        else if (name == "--deadline" && has_value) arguments.deadline = std::atof(argv[++i]);
        else if (name == "--only" && has_value) arguments.only.emplace_back(argv[++i]);
        else if (name == "--check" && has_value) arguments.check = argv[++i];
        else if (name == "--child" && i + 2 < argc) arguments.child = argv[++i], arguments.argument = argv[++i];
        else arguments.wrong = "unknown argument " + std::string(name);
    }
    if (arguments.deadline <= 0) arguments.wrong = "--deadline needs a number of seconds above 0";
    for (const std::string& only : arguments.only)
        if (std::ranges::none_of(checks(), [&](const Check& check) { return check.name == only; }))
            arguments.wrong = "no check has the name " + only + ": see --list";
    return arguments;
}

// The folder of the whole run, in which each process makes one of its own: many of them are ended by a signal or by
// _exit(), and leave theirs behind.
constexpr const char* run_folder = "GIMBAL_CONFORMANCE_FOLDER";

class Folder : NonCopyable {
public:
    Folder() {
        const char* around = std::getenv(run_folder);
        const std::filesystem::path parent = around ? around : std::filesystem::temp_directory_path();
        std::string name = (parent / "gimbal-conformance-XXXXXX").string();
        if (const char* made = mkdtemp(name.data())) path = made;
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    std::string path;
};

// Its last line is the verdict. Output of the check itself stands above it, for a person.
int run_check(const Check& check, const Job& job, int verdict) {
    std::string line;
    try {
        line = std::string(passed) + " " + check.run(job);
    } catch (const Skipped& reason) {
        line = std::string(skipped) + " " + reason.what();
    } catch (const std::exception& error) { line = std::string(failed) + " " + error.what(); }
    std::ranges::replace(line, '\n', ' ');
    line = "\n" + line + "\n";
    [[maybe_unused]] const auto written = write(verdict, line.data(), line.size());
    return line.starts_with(std::string("\n") + failed) ? 1 : 0;
}

std::string last_line(std::string text) {
    while (text.ends_with('\n')) text.pop_back();
    return text.substr(text.rfind('\n') + 1);
}

// Passed, skipped or failed, with the reason.
std::string verdict_of(const ProcessEnd& end) {
    const std::string line = last_line(end.output);
    const bool ended_well = end.exit_code == 0 && !end.timed_out;
    if (line.starts_with(failed)) return line;
    if (ended_well && (line.starts_with(passed) || line.starts_with(skipped))) return line;
    return std::string(failed) + " its process " + end.words() + (line.empty() ? "" : "; it wrote last: " + line);
}

int run_all(const Arguments& arguments, const std::string& program, const std::string& name) {
    const Folder folder;
    setenv(run_folder, folder.path.c_str(), 1);
    std::printf("%s, Python in a host: each check is a process of this program\n", name.c_str());
    int counts[3] = {};
    for (const Check& check : checks()) {
        if (!arguments.only.empty() && std::ranges::count(arguments.only, check.name) == 0) continue;
        std::vector<std::string> command = {program, "--check", check.name, "--deadline",
                                            std::to_string(arguments.deadline)};
        if (arguments.quick) command.push_back("--quick");
        const ProcessEnd end = run_this_program(command, arguments.deadline);
        const std::string verdict = verdict_of(end);
        const std::string word = verdict.substr(0, verdict.find(' '));
        ++counts[word == passed ? 0 : word == skipped ? 1 : 2];
        std::printf("%-7s %2s  %-14s %s: %s\n", word.c_str(), check.row, check.name, check.claim,
                    verdict.substr(std::min(word.size() + 1, verdict.size())).c_str());
        if (word == failed) std::printf("        what its process wrote:\n%s\n", end.output.c_str());
        std::fflush(stdout);
    }
    std::printf("%d passed, %d skipped, %d failed\n", counts[0], counts[1], counts[2]);
    return counts[2] == 0 ? 0 : 1;
}
}  // namespace

int run(int argc, char** argv, const Setup& setup) {
    const Arguments arguments = parse(argc, argv);
    const std::string program = argc > 0 ? argv[0] : "conformance";
    if (!arguments.wrong.empty()) return std::fprintf(stderr, "%s: %s\n", program.c_str(), arguments.wrong.c_str()), 2;
    if (arguments.list) {
        for (const Check& check : checks()) std::printf("%-14s %s\n", check.name, check.claim);
        return 0;
    }
    const std::string name = setup.name.empty() ? std::filesystem::path(program).filename().string() : setup.name;
    if (arguments.check.empty() && arguments.child.empty()) return run_all(arguments, program, name);

    block_asynchronous_signals();
    const int verdict = dup(STDOUT_FILENO);  // the host may capture descriptor 1
    const auto job_in = [&](const Folder& folder) {
        return Job{setup, arguments.quick, arguments.deadline / 2, folder.path, program};
    };
    int code = 2;
    {
        const Folder folder;
        for (const Check& check : checks())
            if (check.name == arguments.check) code = run_check(check, job_in(folder), verdict);
        for (const Child& child : children())
            if (child.name == arguments.child) code = child.run(job_in(folder), arguments.argument);
    }
    std::fflush(nullptr);
    _exit(code);  // a failed check may have left threads
}

}  // namespace gimbal::console::conformance
