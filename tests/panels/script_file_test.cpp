#include "app/panels/editor/script_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include "app/panels/editor/traceback_line.h"
#include "tests/panels/panels_fixture.h"

namespace gimbal::app::test {

namespace {
std::string refusal(const fs::path& path) {
    try {
        read_script(path);
    } catch (const ScriptFileError& e) { return e.what(); }
    return {};
}
}  // namespace

TEST_CASE("reading a script converts line ends to LF and removes a byte order mark") {
    const TemporaryFolder folder;
    CHECK(read_script(folder.write("a.py", "\xEF\xBB\xBFprint('\xC3\xA4')\r\nx = 1\r\n")) ==
          "print('\xC3\xA4')\nx = 1\n");
    CHECK(read_script(folder.write("empty.py", "")).empty());
}

TEST_CASE("reading a file that is not a script throws an error that names the file") {
    const TemporaryFolder folder;
    const fs::path binary = folder.write("picture.png", std::string("\x89PNG\0\xFF", 6)),
                   latin = folder.write("latin.py", "caf\xE9\n");
    CHECK(refusal(binary).find("picture.png: it is not UTF-8") != std::string::npos);
    CHECK(refusal(latin).find("latin.py: it is not UTF-8") != std::string::npos);
    CHECK(refusal(folder.path).find("it is a folder") != std::string::npos);
    CHECK(refusal(folder.path / "none.py").find("No such file") != std::string::npos);
    const fs::path big = folder.write("big.py", "");
    fs::resize_file(big, 11'000'000);
    CHECK(refusal(big).find("11 MB") != std::string::npos);
    const fs::path pipe = folder.path / "pipe.py";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    CHECK(refusal(pipe).find("not a regular file") != std::string::npos);  // and does not block until a writer opens it
}

TEST_CASE("saving keeps permissions and links, and leaves no other file") {
    const TemporaryFolder folder;
    const fs::path file = folder.write("tool.py", "old");
    fs::permissions(file, fs::perms(0777));  // more than the default of a new file
    fs::create_symlink(file, folder.path / "link.py");
    write_script(folder.path / "link.py", "new");
    CHECK(text_of(file) == "new");
    CHECK(fs::is_symlink(folder.path / "link.py"));
    CHECK(fs::status(file).permissions() == fs::perms(0777));
    CHECK(std::distance(fs::directory_iterator(folder.path), fs::directory_iterator()) == 2);
}

TEST_CASE("a failed save reports the file and keeps the old text") {
    const TemporaryFolder folder;
    CHECK_THROWS_WITH_AS(write_script(folder.path / "none" / "a.py", "x"), doctest::Contains("none/a.py: No such file"),
                         ScriptFileError);
    CHECK_THROWS_WITH_AS(write_script(folder.path, "x"), doctest::Contains("it is a folder"), ScriptFileError);
}

TEST_CASE("the line of a file in a traceback is that of its last frame") {
    console::Traceback error;
    error.file = "/usr/lib/json.py";
    error.line = 300;
    error.text = "Traceback:\n  File \"/home/a.py\", line 2, in <module>\n  File \"/home/a.py\", line 12, in f\n  File "
                 "\"/usr/lib/json.py\", line 300\n";
    CHECK(line_in_file(error, "/home/a.py") == 12);
    CHECK(line_in_file(error, "/usr/lib/json.py") == 300);
    CHECK(line_in_file(error, "/home/b.py") == 0);
}

}  // namespace gimbal::app::test
