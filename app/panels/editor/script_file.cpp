// Checks the size and the encoding before the text reaches the editor.
#include "app/panels/editor/script_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "gimbal/console/base/atomic_file.h"
#include "gimbal/console/base/descriptor.h"
#include "gimbal/console/base/utf8.h"

namespace gimbal::app {

namespace {

constexpr std::size_t largest = 10 * 1000 * 1000;

[[noreturn]] void fail(const char* what, const std::filesystem::path& path, const std::string& why) {
    throw ScriptFileError(std::string(what) + " " + path.string() + ": " + why);
}

void with_unix_line_ends(std::string& text) {
    std::size_t to = 0;
    for (std::size_t from = 0; from < text.size(); ++from) {
        if (text[from] == '\r' && from + 1 < text.size() && text[from + 1] == '\n') continue;
        text[to++] = text[from] == '\r' ? '\n' : text[from];
    }
    text.resize(to);
}

}  // namespace

std::string read_script(const std::filesystem::path& path) {
    // A pipe of that name must not block the window.
    const console::Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    struct stat info {};
    if (!file || ::fstat(file.get(), &info) != 0) fail("Cannot open", path, std::strerror(errno));
    if (S_ISDIR(info.st_mode)) fail("Cannot open", path, "it is a folder");
    if (!S_ISREG(info.st_mode)) fail("Cannot open", path, "it is not a regular file");
    if (info.st_size > static_cast<off_t>(largest))
        fail("Cannot open", path, "it has " + std::to_string(info.st_size / 1000000) + " MB; a script may have 10");
    std::string text(static_cast<std::size_t>(info.st_size), '\0');
    std::size_t have = 0;
    while (have < text.size()) {
        const ssize_t got = ::read(file.get(), text.data() + have, text.size() - have);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail("Cannot read", path, std::strerror(errno));
        if (got == 0) break;
        have += static_cast<std::size_t>(got);
    }
    text.resize(have);
    if (!console::is_utf8(text) || text.find('\0') != std::string::npos)
        fail("Cannot open", path, "it is not UTF-8 text; is it a script?");
    text.erase(0, text.size() - console::without_byte_order_mark(text).size());
    with_unix_line_ends(text);
    return text;
}

void write_script(const std::filesystem::path& path, const std::string& text) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) fail("Cannot save", path, "it is a folder");
    try {
        console::write_file_atomically(path, text);
    } catch (const std::system_error& error) { fail("Cannot save", path, error.code().message()); }
}

}  // namespace gimbal::app
