// Private folders and files that may have been damaged or replaced.
#include "gimbal/console/base/private_files.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

using namespace gimbal::console;
namespace fs = std::filesystem;

namespace {

struct TemporaryFolder {
    fs::path path;
    TemporaryFolder() {
        char name[] = "/tmp/gimbal-private-XXXXXX";
        path = mkdtemp(name);
    }
    ~TemporaryFolder() { fs::remove_all(path); }
};

unsigned mode_of(const fs::path& path) {
    struct stat facts {};
    REQUIRE(stat(path.c_str(), &facts) == 0);
    return facts.st_mode & 0777;
}

// The error of a read with a limit of ten bytes.
std::errc read_error(const fs::path& path) {
    std::error_code error;
    CHECK(read_regular_file(path, 10, error).empty());
    return static_cast<std::errc>(error.value());
}

}  // namespace

TEST_CASE_FIXTURE(TemporaryFolder, "folders are made for the user alone, whatever the umask, and existing ones stay") {
    fs::create_directory(path / "there");
    fs::permissions(path / "there", fs::perms{0755});
    const mode_t before = umask(0);
    std::error_code error;
    make_private_folders(path / "there" / "a" / "b", error);
    umask(before);
    CHECK_FALSE(error);
    CHECK(mode_of(path / "there") == 0755);
    CHECK(mode_of(path / "there" / "a") == 0700);
    CHECK(mode_of(path / "there" / "a" / "b") == 0700);
    make_private_folders(path / "there" / "a" / "b", error);
    CHECK_FALSE(error);
}

TEST_CASE_FIXTURE(TemporaryFolder, "a file in place of a folder is an error") {
    std::ofstream(path / "file") << "x";
    std::error_code error;
    make_private_folders(path / "file", error);
    CHECK(error == std::errc::not_a_directory);
    make_private_folders(path / "file" / "below", error);
    CHECK(error);
}

TEST_CASE_FIXTURE(TemporaryFolder, "a regular file is read whole up to the limit") {
    std::error_code error;
    std::ofstream(path / "ten") << "0123456789";
    CHECK(read_regular_file(path / "ten", 10, error) == "0123456789");
    CHECK_FALSE(error);
    std::ofstream(path / "empty");
    CHECK(read_regular_file(path / "empty", 10, error).empty());
    CHECK_FALSE(error);
}

TEST_CASE_FIXTURE(TemporaryFolder, "no read waits for a pipe, a device or a large file") {
    std::ofstream(path / "eleven") << "0123456789A";
    REQUIRE(mkfifo((path / "pipe").c_str(), 0600) == 0);
    fs::create_symlink("/dev/zero", path / "zeros");
    fs::create_symlink("circle", path / "circle");
    CHECK(read_error(path / "eleven") == std::errc::file_too_large);
    CHECK(read_error(path / "pipe") == std::errc::invalid_argument);
    CHECK(read_error(path / "zeros") == std::errc::invalid_argument);
    CHECK(read_error(path) == std::errc::is_a_directory);
    CHECK(read_error(path / "circle") == std::errc::too_many_symbolic_link_levels);
    CHECK(read_error(path / "none") == std::errc::no_such_file_or_directory);
}

TEST_CASE_FIXTURE(TemporaryFolder, "a link is not followed if the caller says so") {
    std::ofstream(path / "file") << "x";
    fs::create_symlink("file", path / "link");
    std::error_code error;
    CHECK(open_regular_file(path / "link", O_RDWR, 10, error));
    CHECK_FALSE(open_regular_file(path / "link", O_RDWR | O_NOFOLLOW, 10, error));
    CHECK(error == std::errc::too_many_symbolic_link_levels);
}
