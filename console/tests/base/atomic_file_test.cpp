// The file as a reader finds it after a write that succeeded and after one that failed.
#include "gimbal/console/base/atomic_file.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <system_error>

#include "tests/support/full_disk.h"

using namespace gimbal::console;
namespace fs = std::filesystem;

namespace {

struct Folder {
    Folder() {
        std::string name = fs::temp_directory_path() / "gimbal-atomic-XXXXXX";
        path = ::mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path); }
    fs::path write(const std::string& name, const std::string& text) const {
        std::ofstream(path / name, std::ios::binary) << text;
        return path / name;
    }
    std::size_t entries() const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(path), fs::directory_iterator()));
    }
    fs::path path;
};

std::string text_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

int error_of(const fs::path& target) {
    try {
        write_file_atomically(target, "new");
    } catch (const std::system_error& error) { return error.code().value(); }
    return 0;
}

unsigned mode_of(const fs::path& file) {
    struct stat found {};
    ::stat(file.c_str(), &found);
    return found.st_mode & 07777;
}

}  // namespace

TEST_CASE_FIXTURE(Folder,
                  "a folder that is renamed or replaced during a write gets no file and keeps no temporary one") {
    for (const bool replaced : {false, true})
        for (const bool written : {false, true}) {
            CAPTURE(replaced);
            CAPTURE(written);
            fs::create_directory(path / "old");
            {
                AtomicFile file(path / "old" / "a");
                if (!written) file.write("new");
                fs::rename(path / "old", path / "moved");
                if (replaced) fs::create_directory(path / "old");
                int error = 0;
                try {
                    if (written) file.write("new");
                    else file.commit();
                } catch (const std::system_error& caught) { error = caught.code().value(); }
                CHECK(error == ENOENT);
                CHECK(!fs::is_empty(path / "moved"));
            }
            CHECK(fs::is_empty(path / "moved"));
            if (replaced) CHECK(fs::is_empty(path / "old"));
            fs::remove_all(path / "moved");
            fs::remove_all(path / "old");
        }
}

TEST_CASE_FIXTURE(Folder, "a file with several hard links keeps its content if its folder is renamed during a write") {
    fs::create_directory(path / "old");
    write("old/a", "before");
    fs::create_hard_link(path / "old" / "a", path / "link");
    {
        AtomicFile file(path / "old" / "a");
        file.write("new");
        fs::rename(path / "old", path / "moved");
        CHECK_THROWS_AS(file.commit(), std::system_error);
    }
    CHECK(text_of(path / "link") == "before");
    CHECK(std::distance(fs::directory_iterator(path / "moved"), fs::directory_iterator()) == 1);
}

TEST_CASE_FIXTURE(Folder, "a file is made or replaced, and no other file is left") {
    write_file_atomically(path / "a", "one");
    CHECK(text_of(path / "a") == "one");
    std::string all("\0two\n", 5);
    write_file_atomically(path / "a", all);
    CHECK(text_of(path / "a") == all);
    write_file_atomically(path / "a", "");
    CHECK(text_of(path / "a") == "");
    const fs::path long_name = path / std::string(255, 'n');
    write_file_atomically(long_name, "long");
    CHECK(text_of(long_name) == "long");
    CHECK(entries() == 2);
}

TEST_CASE_FIXTURE(Folder, "the old file stays until commit(), and without commit()") {
    write("a", "old");
    {
        AtomicFile file(path / "a");
        file.write("ne");
        file.write("w");
        CHECK(text_of(path / "a") == "old");
    }
    CHECK(text_of(path / "a") == "old");
    CHECK(entries() == 1);
    {
        AtomicFile file(path / "a");
        file.write("ne");
        file.write("w");
        file.commit();
    }
    CHECK(text_of(path / "a") == "new");
    CHECK(entries() == 1);
}

TEST_CASE_FIXTURE(Folder, "on a full disk the old file stays, and no other file is left") {
    write("a", "old");
    {
        const gimbal::test::SmallFiles full(5);
        CHECK(error_of(path / "a") == 0);  // three bytes fit
        CHECK_THROWS_AS(write_file_atomically(path / "a", "much longer"), std::system_error);
        CHECK_THROWS_AS(write_file_atomically(path / "b", "much longer"), std::system_error);
    }
    CHECK(text_of(path / "a") == "new");
    CHECK(entries() == 1);
}

TEST_CASE_FIXTURE(Folder, "a symbolic link stays, and the file that it names is replaced") {
    fs::create_directory(path / "real");
    write("real/a", "old");
    fs::create_symlink("real/a", path / "relative");
    fs::create_symlink(path / "relative", path / "absolute");
    write_file_atomically(path / "absolute", "new");
    CHECK(text_of(path / "real/a") == "new");
    CHECK(fs::is_symlink(path / "relative"));
    CHECK(fs::is_symlink(path / "absolute"));
    fs::create_symlink("real/b", path / "dangling");
    write_file_atomically(path / "dangling", "made");
    CHECK(text_of(path / "real/b") == "made");
    CHECK(fs::is_symlink(path / "dangling"));
    fs::create_symlink("circle", path / "circle");
    CHECK(error_of(path / "circle") == ELOOP);
    CHECK(entries() == 5);
}

TEST_CASE_FIXTURE(Folder, "the mode of an existing file is kept, and a new one obeys the umask") {
    write("a", "old");
    for (const unsigned mode : {0600u, 0640u, 0755u, 0777u, 0604u}) {
        REQUIRE(::chmod((path / "a").c_str(), mode) == 0);
        write_file_atomically(path / "a", "new");
        CHECK(mode_of(path / "a") == mode);
    }
    const mode_t before = ::umask(027);
    write_file_atomically(path / "b", "new");
    write_file_atomically(path / "c", "new", 0600);
    ::umask(before);
    CHECK(mode_of(path / "b") == 0640);
    CHECK(mode_of(path / "c") == 0600);
}

TEST_CASE_FIXTURE(Folder, "the owner of an existing file is kept if the user may change owners") {
    if (::geteuid() != 0) return;
    write("a", "old");
    REQUIRE(::chown((path / "a").c_str(), 12, 34) == 0);
    write_file_atomically(path / "a", "new");
    struct stat found {};
    REQUIRE(::stat((path / "a").c_str(), &found) == 0);
    CHECK(found.st_uid == 12);
    CHECK(found.st_gid == 34);
}

TEST_CASE_FIXTURE(Folder, "a folder, a pipe, a missing folder and a file without write permission are refused") {
    fs::create_directory(path / "folder");
    REQUIRE(::mkfifo((path / "pipe").c_str(), 0600) == 0);
    CHECK(error_of(path / "folder") == EISDIR);
    CHECK(error_of(path / "pipe") == EINVAL);
    CHECK(error_of(path / "none" / "a") == ENOENT);
    CHECK(error_of("") != 0);
    if (::geteuid() != 0) {
        write("a", "old");
        fs::permissions(path / "a", fs::perms(0400));
        CHECK(error_of(path / "a") == EACCES);
    }
    CHECK(fs::is_directory(path / "folder"));
}

TEST_CASE_FIXTURE(Folder, "a temporary file is never written through a link that somebody put in its place") {
    write("victim", "untouched");
    // The names count up from a number that the test does not know, so it takes the next hundred of them.
    const std::string start = "." + std::string("a.") + std::to_string(::getpid()) + ".";
    for (int i = 0; i < 200; ++i) fs::create_symlink("victim", path / (start + std::to_string(i) + ".gimbal-part"));
    write_file_atomically(path / "a", "new");
    CHECK(text_of(path / "a") == "new");
    CHECK(text_of(path / "victim") == "untouched");
    CHECK(entries() == 202);
}

TEST_CASE_FIXTURE(Folder, "all hard links of a file get the new content, and no other file is left") {
    write("a", "old");
    fs::create_hard_link(path / "a", path / "b");
    REQUIRE(::chmod((path / "a").c_str(), 0640) == 0);
    for (const std::string& text : {std::string(3'000'000, 'x'), std::string("short"), std::string()}) {
        write_file_atomically(path / "a", text);
        CHECK(text_of(path / "a") == text);
        CHECK(text_of(path / "b") == text);
        CHECK(fs::hard_link_count(path / "a") == 2);
        CHECK(mode_of(path / "b") == 0640);
        CHECK(entries() == 2);
    }
    {
        AtomicFile file(path / "a");
        file.write("not committed");
    }
    CHECK(text_of(path / "b") == "");
    CHECK(entries() == 2);
}

TEST_CASE_FIXTURE(Folder, "on a full disk a file with hard links keeps its content") {
    write("a", "old");
    fs::create_hard_link(path / "a", path / "b");
    {
        const gimbal::test::SmallFiles full(5);
        CHECK_THROWS_AS(write_file_atomically(path / "a", "much longer"), std::system_error);
    }
    CHECK(text_of(path / "b") == "old");
    CHECK(entries() == 2);
}

TEST_CASE_FIXTURE(Folder, "a copy into a file with hard links that was interrupted is completed") {
    write("a", "to");  // torn
    fs::create_hard_link(path / "a", path / "b");
    write(".a.1234567.0.gimbal-copy", "the whole");
    SUBCASE("by a reader") { finish_interrupted_save(path / "a"); }
    SUBCASE("by the sweep of a save") { remove_left_over_files(path / "a"); }
    SUBCASE("through a symbolic link") {
        fs::create_symlink("a", path / "link");
        finish_interrupted_save(path / "link");
        fs::remove(path / "link");
    }
    CHECK(text_of(path / "a") == "the whole");
    CHECK(text_of(path / "b") == "the whole");
    CHECK(entries() == 2);
}

TEST_CASE_FIXTURE(Folder, "another file's copy, or one that is being written, is left alone") {
    write("a", "good");
    fs::create_hard_link(path / "a", path / "b");
    write(".c.1234567.0.gimbal-copy", "of another file");
    const fs::path locked = write(".a.1234567.1.gimbal-copy", "of a living process");
    const int held = ::open(locked.c_str(), O_RDONLY);
    REQUIRE(::flock(held, LOCK_EX | LOCK_NB) == 0);
    remove_left_over_files(path / "a");
    ::close(held);
    CHECK(text_of(path / "a") == "good");
    CHECK(entries() == 4);
}
