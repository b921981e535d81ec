// A small program around the engine, so that a case may start, quit or die without taking the tests with it.
//   engine_subject headless-code CODE ARGS...   headless-file PATH ARGS...   headless-stdin   headless-terminal
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "console/engine/engine.h"

using namespace gimbal::console;

namespace {
EngineOptions options() {
    EngineOptions options;
    options.launcher = GIMBAL_TEST_PYTHON;
    options.search_paths = {GIMBAL_TEST_CONSOLE};
    return options;
}

int headless(HeadlessJob::Kind kind, int argc, char** argv) {
    HeadlessJob job;
    job.kind = kind;
    if (argc > 0) job.what = argv[0];
    for (int i = 1; i < argc; ++i) job.argv.emplace_back(argv[i]);
    return run_headless(options(), job);
}
}  // namespace

int main(int argc, char** argv) {
    block_asynchronous_signals();
    const std::string verb = argc > 1 ? argv[1] : "";
    if (verb == "headless-code") return headless(HeadlessJob::Kind::code, argc - 2, argv + 2);
    if (verb == "headless-file") return headless(HeadlessJob::Kind::file, argc - 2, argv + 2);
    if (verb == "headless-stdin") return headless(HeadlessJob::Kind::standard_input, 0, nullptr);
    if (verb == "headless-terminal") return headless(HeadlessJob::Kind::terminal, 0, nullptr);
    std::fprintf(stderr, "engine_subject: no such case: %s\n", verb.c_str());
    return 2;
}
