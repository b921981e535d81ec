// The history: its entries and their file, with one program and with several.
#include "panel/prompt/history.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "tests/panel/panel_fixture.h"
#include "tests/support/full_disk.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {

struct HistoryFolder {
    TemporaryFolder folder;
    std::filesystem::path file = folder.path / "new" / "history";

    void write(const std::string& text) {
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
    }
    std::string text() const {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    int mode() const {
        struct stat found;
        return ::stat(file.c_str(), &found) == 0 ? static_cast<int>(found.st_mode & 0777) : -1;
    }
};

using Blocks = std::vector<std::string>;

// Goes up as far as possible.
Blocks all_above(History& history, const std::string& typed, std::size_t caret) {
    Blocks blocks;
    std::string shown = typed;
    while (auto entry = history.previous(shown, caret)) blocks.push_back(shown = *entry);
    return blocks;
}

// Runs `count` processes, each with its own History on the file. The test fails if one of them fails.
void in_processes(int count, const std::function<void(int)>& body) {
    std::vector<pid_t> children;
    for (int i = 0; i < count; ++i) {
        pid_t child = ::fork();
        if (child == 0) {
            body(i);
            ::_exit(0);
        }
        children.push_back(child);
    }
    for (pid_t child : children) {
        int status = -1;
        ::waitpid(child, &status, 0);
        CHECK(status == 0);
    }
}

std::string name(int program, int number) {
    return "program " + std::to_string(program) + "\nnumber " + std::to_string(number);
}

}  // namespace

TEST_CASE("an entry used again moves to the end, and Up finds only entries that begin with the typed text") {
    History history("");
    for (const char* block : {"import os", "x = 1", "import sys", "x = 1", "y"}) history.add(block);
    CHECK(history.entries() == Blocks{"import os", "import sys", "x = 1", "y"});
    CHECK(all_above(history, "", 0) == Blocks{"y", "x = 1", "import sys", "import os"});
    CHECK(history.previous("import", 6) == "import sys");
    CHECK(history.caret() == 6);
    CHECK(history.previous("import sys", 6) == "import os");
    CHECK_FALSE(history.previous("import os", 6).has_value());
    CHECK(history.next("import os") == "import sys");
    CHECK(history.next("import sys") == "import");
    CHECK(history.caret() == 6);
    CHECK_FALSE(history.next("import").has_value());
    CHECK(all_above(history, "import", 2) == Blocks{"import sys", "import os"});
    CHECK(all_above(history, "half", 0) == Blocks{"y", "x = 1", "import sys", "import os"});
    CHECK(history.next("import os") == "import sys");
    CHECK(history.caret() == 10);                   // at the end, because no text is before the caret
    CHECK(all_above(history, "y", 1) == Blocks{});  // only the text that is there already
    CHECK(all_above(history, "none", 4) == Blocks{});
}

TEST_CASE("an edited entry starts a new browse and comes back") {
    History history("");
    for (const char* block : {"one", "two", "two more"}) history.add(block);
    CHECK(history.previous("half", 0) == "two more");
    CHECK(history.previous("two edited", 3) == "two more");
    CHECK(history.previous("two more", 3) == "two");
    CHECK(history.next("two") == "two more");
    CHECK(history.next("two more") == "two edited");
}

TEST_CASE("a search goes from the newest to the oldest and back, and matches upper case exactly") {
    History history("");
    for (const char* block : {"print(A)", "b = 2", "print(c)"}) history.add(block);
    history.begin_search();
    auto found = history.find_before(3, "print(");
    REQUIRE(found);
    CHECK(found->entry == 2);
    CHECK(history.find_before(2, "print(")->entry == 0);
    CHECK_FALSE(history.find_before(0, "print(").has_value());
    CHECK(history.find_after(0, "print(")->entry == 2);
    CHECK_FALSE(history.find_after(2, "print(").has_value());
    CHECK(history.find_before(3, "a)")->entry == 0);
    CHECK(history.find_before(3, "A)")->byte == 6);
    CHECK_FALSE(history.find_before(3, "C)").has_value());
    CHECK_FALSE(history.find_before(3, "").has_value());
}

TEST_CASE_FIXTURE(HistoryFolder, "whole blocks are kept in a file that only the user can read, each before it runs") {
    const Blocks blocks{"'one \\\\ \\n'", "if x:\n    y\n\n    z", "'\u00E9'"};
    {
        History history(file);
        for (const std::string& block : blocks) history.add(block);
        CHECK(std::ranges::count(text(), '\n') == 3);
        history.add(blocks.back());  // a repeated block adds no entry
        CHECK(std::ranges::count(text(), '\n') == 3);
        CHECK(history.take_trouble() == "");
    }
    CHECK(mode() == 0600);
    CHECK(History(file).entries() == blocks);
    ::chmod(file.c_str(), 0644);
    History(file).add("more");
    CHECK(mode() == 0600);
}

TEST_CASE_FIXTURE(HistoryFolder,
                  "the next browse or search from the start finds entries that another program has added") {
    History one(file), two(file);
    one.add("from one");
    two.add("from two");
    CHECK(all_above(one, "", 0) == Blocks{"from two", "from one"});
    two.add("from one");                                 // used again in the other program
    CHECK(one.previous("from one", 0) == std::nullopt);  // the browse has not restarted
    CHECK(all_above(one, "", 0) == Blocks{"from one", "from two"});
    two.add("sought");
    one.begin_search();
    CHECK(one.find_before(one.entries().size(), "sought").has_value());
}

TEST_CASE_FIXTURE(HistoryFolder, "a damaged file is read as valid text and reported once") {
    write("1 + 1\n\n\na\xBF\xFF\nb\\\nno\\x\n" + std::string("z\0z", 3) + "\nopen");
    History history(file);
    CHECK(history.entries() == Blocks{"1 + 1", "a\uFFFD\uFFFD", "b\\", "nox", "z\uFFFDz", "open"});
    CHECK(history.take_trouble().find("is damaged") != std::string::npos);
    CHECK(history.take_trouble() == "");
    history.add("next");  // not on the line without an end
    CHECK(text().ends_with("\nopen\nnext\n"));
    CHECK(all_above(history, "", 0).size() == 7);
    CHECK(history.take_trouble() == "");
}

TEST_CASE_FIXTURE(HistoryFolder, "with a file that cannot be read or written, entries last for the session; the "
                                 "problem is reported once") {
    SUBCASE("a folder in its place") { std::filesystem::create_directories(file); }
    SUBCASE("a pipe in its place") {
        std::filesystem::create_directories(file.parent_path());
        REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
    }
    SUBCASE("no room on the disk") {
        std::filesystem::create_directories(file.parent_path());
        std::filesystem::create_symlink("/dev/full", file);
    }
    SUBCASE("a file in its folder's place") { std::ofstream(folder.path / "new") << "x"; }
    History history(file);
    history.add("one");
    history.add("two");
    CHECK(history.entries() == Blocks{"one", "two"});
    CHECK(history.take_trouble().starts_with("The history is not kept: "));
    CHECK(all_above(history, "", 0) == Blocks{"two", "one"});
    history.add("three");
    CHECK(history.take_trouble() == "");
}

TEST_CASE_FIXTURE(HistoryFolder, "entries that a full disk refused are written in order when it has room") {
    History history(file);
    history.add("zero");
    {
        const gimbal::test::SmallFiles full(5);
        for (const char* block : {"one", "two\nlines"}) history.add(block);
        CHECK(history.take_trouble().starts_with("The history is not kept: "));
        CHECK(text() == "zero\n");
    }
    history.add("three");
    CHECK(text() == "zero\none\ntwo\\nlines\nthree\n");
    history.add("four");
    CHECK(text().ends_with("\nthree\nfour\n"));
}

TEST_CASE_FIXTURE(HistoryFolder, "a long file is read from its end and shortened to the kept entries") {
    std::string lines;
    for (int i = 0; i < 2000; ++i) lines += "entry " + std::to_string(i % 1500) + "\n";
    write(lines);
    const HistoryFile::Limits limits{100, 4000};
    std::filesystem::path link = folder.path / "link";
    std::filesystem::create_symlink(file, link);
    History history(link, limits);
    REQUIRE(history.entries().size() == 100);
    CHECK(history.entries().back() == "entry 499");
    CHECK(history.entries().front() == "entry 400");
    history.add("entry 450");
    CHECK(text().size() < 4000);
    CHECK(std::ranges::count(text(), '\n') == 100);
    CHECK(text().ends_with("entry 499\nentry 450\n"));
    CHECK(mode() == 0600);
    CHECK(std::filesystem::is_symlink(link));
    CHECK(std::distance(std::filesystem::directory_iterator(file.parent_path()), {}) ==
          1);  // no temporary file is left
    CHECK(all_above(history, "", 0).size() == 100);
}

TEST_CASE_FIXTURE(HistoryFolder,
                  "a file that has grown too long is shortened to its distinct blocks, at any distance from the end") {
    std::string lines;
    for (int i = 0; i < 50; ++i) lines += "rare " + std::to_string(i) + "\n";
    for (int i = 0; i < 3000; ++i) lines += "often " + std::to_string(i % 3) + std::string(1000, '.') + "\n";
    write(lines);
    History(file, {100, 4000}).add("last");
    CHECK(text().size() < 4000);
    CHECK(text().starts_with("rare 0\nrare 1\n"));
    CHECK(text().ends_with("often 2" + std::string(1000, '.') + "\nlast\n"));
    CHECK(std::ranges::count(text(), '\n') == 50 + 3 + 1);
}

TEST_CASE_FIXTURE(HistoryFolder,
                  "an entry that is larger than the whole history is left out, and older ones are kept") {
    for (const std::size_t size : {std::size_t{2500}, std::size_t{1} << 20, (std::size_t{3} << 20) + 5}) {
        write("older 1\nolder 2\n" + std::string(size, 'x') + "\nnewer\n");
        History(file, {5000, 1000}).add("last");
        CHECK(text() == "older 1\nolder 2\nnewer\nlast\n");
    }
}

TEST_CASE_FIXTURE(HistoryFolder, "programs that add at the same time lose no entry and mix no lines, even if one of "
                                 "them shortens the file") {
    constexpr int programs = 4, each = 150;
    const HistoryFile::Limits limits{programs * each + 3, std::size_t{64} << 10};
    auto add_all = [&](int program, HistoryFile::Limits own_limits) {
        History history(file, own_limits);
        for (int i = 0; i < each; ++i) {
            history.add(name(program, i));
            if (i % 10 == 0) history.begin_search();
        }
    };
    HistoryFile::Limits own = limits;
    SUBCASE("processes") {
        in_processes(programs, [&](int program) { add_all(program, own); });
    }
    SUBCASE("processes, one of them shortening all the time") {
        in_processes(programs + 1, [&](int program) {
            if (program < programs) return add_all(program, own);
            History shortener(file, limits);
            for (int i = 0; i < 1000; ++i) shortener.add("x" + std::string(4000, 'x') + std::to_string(i % 3));
        });
    }
    SUBCASE("threads") {
        std::vector<std::jthread> threads;
        for (int program = 0; program < programs; ++program)
            threads.emplace_back([&, program] { add_all(program, own); });
    }
    History later(file, {10'000, std::size_t{1} << 24});
    Blocks expected;
    for (int program = 0; program < programs; ++program)
        for (int i = 0; i < each; ++i) expected.push_back(name(program, i));
    std::size_t found = 0;
    for (const std::string& block : later.entries()) {
        if (block.starts_with('x')) continue;
        CHECK(std::ranges::find(expected, block) != expected.end());  // no mixed lines
        ++found;
    }
    CHECK(found == expected.size());
}
