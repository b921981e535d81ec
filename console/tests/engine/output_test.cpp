// The streams: file-like, joined, bounded, in order.
#include <doctest/doctest.h>
#include <malloc.h>

#include "engine/output/output.h"
#include "tests/engine/engine_fixture.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
std::string taken(EventChannel& events, std::uint64_t& dropped) {
    std::string all;
    ConsoleEvent event;
    while (events.try_dequeue(event))
        if (auto* text = std::get_if<OutputText>(&event)) {
            std::uint64_t lines = 0;
            for (const TextPiece& piece : text->block->take(lines)) all += piece.text;
            dropped += lines;
        } else {
            all += "|";
        }
    return all;
}
}  // namespace

TEST_CASE("text is joined into one event until something else is posted") {
    EventChannel events({});
    OutputChannel output(events);
    for (int i = 0; i < 1000; ++i) output.write(1, Stream::out, "x\n");
    events.post(QuitRequested{});
    output.write(1, Stream::out, "after\n");
    int blocks = 0;
    ConsoleEvent event;
    while (events.try_dequeue(event)) blocks += std::holds_alternative<OutputText>(event);
    CHECK(blocks == 2);
}

TEST_CASE("text never moves across another event") {
    EventChannel events({});
    OutputChannel output(events);
    output.write(1, Stream::out, "a");
    events.post(QuitRequested{});
    output.write(1, Stream::out, "b");
    output.write(2, Stream::err, "c");
    events.post(QuitRequested{});
    std::uint64_t dropped = 0;
    CHECK(taken(events, dropped) == "a|bc|");
}

TEST_CASE("text that the UI does not take is bounded: the oldest is dropped and its lines are counted") {
    EventChannel events({});
    OutputChannel output(events);
    const std::string line(99, 'x');
    for (int i = 0; i < 200'000; ++i) output.write(1, Stream::out, line + "\n");
    output.write(1, Stream::out, "last\n");
    std::uint64_t dropped = 0;
    const std::string text = taken(events, dropped);
    CHECK(text.size() <= OutputChannel::default_pending_limit);
    CHECK(text.size() > OutputChannel::default_pending_limit / 2);
    CHECK(text.ends_with("last\n"));
    CHECK(dropped + (text.size() - 5) / 100 == 200'000);
}

TEST_CASE("a host may raise the bound of waiting text") {
    EventChannel events({});
    OutputChannel output(events, std::size_t{32} << 20);
    const std::string line(99, 'x');
    for (int i = 0; i < 300'000; ++i) output.write(1, Stream::out, line + "\n");
    std::uint64_t dropped = 0;
    CHECK(taken(events, dropped).size() == std::size_t{100} * 300'000);
    CHECK(dropped == 0);
}

TEST_CASE("the bound holds for many blocks and for one huge write") {
    EventChannel events({});
    OutputChannel output(events);
    for (int i = 0; i < 100; ++i) {
        output.write(1, Stream::out, std::string(100'000, 'x'));
        events.post(QuitRequested{});
    }
    output.write(1, Stream::out, std::string(20'000'000, 'y'));
    std::uint64_t dropped = 0;
    CHECK(taken(events, dropped).size() <= OutputChannel::default_pending_limit + 100);
}

TEST_CASE("text that the UI has taken leaves no memory behind") {
    EventChannel events({});
    OutputChannel output(events);
    std::uint64_t dropped = 0;
    const auto write_and_take = [&](int times) {
        for (int i = 0; i < times; ++i) {
            output.write(1, Stream::out, "x\n");
            taken(events, dropped);
        }
    };
    write_and_take(1000);
    const std::size_t before = mallinfo2().uordblks;
    write_and_take(50'000);
    CHECK(mallinfo2().uordblks < before + (std::size_t{1} << 20));
}

TEST_CASE("each of several threads keeps the order of its text and its events") {
    EventChannel events({});
    OutputChannel output(events);
    std::vector<std::jthread> threads;
    for (RunId run = 1; run <= 3; ++run)
        threads.emplace_back([&, run] {
            for (int i = 0; i < 3000; ++i) {
                output.write(run, Stream::out, "x");
                events.post(RunRemoved{run, ""});
            }
        });
    std::vector<int> texts(4), ends(4);
    bool in_order = true;
    for (int seen = 0; seen < 9000;) {
        ConsoleEvent event;
        if (!events.try_dequeue(event)) {
            std::this_thread::yield();
            continue;
        }
        if (auto* text = std::get_if<OutputText>(&event)) {
            std::uint64_t dropped = 0;
            for (const TextPiece& piece : text->block->take(dropped))
                texts[piece.run] += static_cast<int>(piece.text.size());
        } else if (auto* end = std::get_if<RunRemoved>(&event)) {
            in_order = in_order && texts[end->run] >= ++ends[end->run];  // text written before the post has arrived
            ++seen;
        }
    }
    CHECK(in_order);
}

TEST_CASE_FIXTURE(WithEngine, "sys.stdout looks like a text file to libraries") {
    CHECK(subject.output_of(
              "import io, sys; isinstance(sys.stdout, io.TextIOBase), sys.stdout.isatty(), sys.stdout.encoding, "
              "sys.stderr.name, sys.stdout.closed, sys.stdout.writable()") ==
          "(True, False, 'utf-8', '<stderr>', False, True)\n");
    CHECK(subject.output_of("print('x', flush=True); sys.stdout.writelines(['a', 'b\\n'])") == "x\nab\n");
    CHECK(subject.submit_and_wait("sys.stdout.fileno()").error.type == "UnsupportedOperation");
    CHECK(subject.submit_and_wait("sys.stdout.write(5)").error.type == "TypeError");
}

TEST_CASE_FIXTURE(WithEngine, "bytes are decoded, even if a character is split over two writes") {
    CHECK(subject.output_of("w = sys.stdout.buffer.write; n = w(b'\\xc3'); n = w(b'\\xa9\\n')") == "\xC3\xA9\n");
    CHECK(subject.output_of("n = sys.stdout.buffer.write(b'\\xff\\n')") == "\\xff\n");
}

TEST_CASE_FIXTURE(WithEngine, "the buffer writes a list of bytes, and the stream one of str") {
    CHECK(subject.output_of("import sys; sys.stdout.buffer.writelines([b'a', bytearray(b'b\\n')])") == "ab\n");
    CHECK(subject.output_of("sys.stdout.writelines(['c', 'd\\n'])") == "cd\n");
    CHECK(subject.submit_and_wait("sys.stdout.buffer.writelines(['text'])").error.type == "TypeError");
    CHECK(subject.submit_and_wait("sys.stdout.writelines([b'bytes'])").error.type == "TypeError");
}

TEST_CASE_FIXTURE(WithEngine, "invalid Unicode is shown escaped, and all other text unchanged") {
    CHECK(subject.output_of("print('\\ud800')") == "\\ud800\n");
    CHECK(subject.output_of("print('\\U0001F600 \\u00e9 \\0')").size() == 10);
}

TEST_CASE_FIXTURE(WithEngine, "a print loop stays bounded while the UI takes nothing") {
    const RunId run = subject.engine.submit_cell(
        "for i in range(2_000_000): print(i)\nopen('/proc/self/statm').read()");
    while (subject.engine.is_busy()) std::this_thread::yield();  // takes no event
    subject.wait_for_end(run);
    CHECK(subject.dropped_lines > 1'000'000);
    CHECK(subject.output_of(run, Stream::out).size() <= OutputChannel::default_pending_limit);
    CHECK(subject.output_of(run, Stream::out).ends_with("1999999\n"));
}
