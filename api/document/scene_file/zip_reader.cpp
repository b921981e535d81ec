// minizip reads through these functions, which do not go beyond the end of the file. All sizes are checked here.
#include "api/document/scene_file/zip_reader.h"

#include <fcntl.h>
#include <minizip/unzip.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace gimbal::document {
namespace {

constexpr std::size_t piece_bytes = 1u << 18, longest_name = 255;
constexpr std::uint64_t largest = std::uint64_t(1) << 48;  // keeps sums from wrapping round
// Deflate packs a thousand to one at most. Scene files are stored; other programs may pack them again.
constexpr std::uint64_t always_allowed = 64u << 20, most_times_file = 100;

ZipReader& reader(void* opaque) { return *static_cast<ZipReader*>(opaque); }

void* open_file(void* opaque, const void*, int) { return opaque; }
uLong read_bytes(void* opaque, void*, void* to, uLong count) {
    return reader(opaque).read_file(static_cast<char*>(to), count);
}
uLong write_nothing(void*, void*, const void*, uLong) { return 0; }
ZPOS64_T tell_file(void* opaque, void*) { return reader(opaque).place(); }
long seek_file(void* opaque, void*, ZPOS64_T offset, int origin) {
    return reader(opaque).seek(offset, origin) ? 0 : -1;
}
int close_file(void*, void*) { return 0; }
int error_of_file(void*, void*) { return 0; }

[[noreturn]] void fail_damaged(const std::string& what) { throw ZipError("it is damaged: " + what); }

bool leaves_archive(const std::string& name) {
    if (name.starts_with('/') || name.find('\\') != std::string::npos) return true;
    for (const std::filesystem::path& part : std::filesystem::path(name))
        if (part == "..") return true;
    return false;
}

}  // namespace

ZipReader::ZipReader(const std::filesystem::path& path, Job& job)
    : job_(job),
      file_(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {  // a pipe must not block
    struct stat info {};
    if (!file_ || ::fstat(file_.get(), &info) != 0) throw std::system_error(errno, std::generic_category(), path);
    if (S_ISDIR(info.st_mode)) throw std::system_error(EISDIR, std::generic_category(), path);
    if (!S_ISREG(info.st_mode)) throw ZipError("it is not an ordinary file. Name a scene file");
    file_size_ = static_cast<std::uint64_t>(info.st_size);
    zlib_filefunc64_def functions{open_file, read_bytes, write_nothing, tell_file,
                                  seek_file, close_file, error_of_file, this};
    if (has_whole_end()) zip_ = unzOpen2_64("", &functions);
    if (!zip_) throw ZipError("it is not a scene file, or its end is missing");
    try {
        list_members();
    } catch (...) {
        unzClose(zip_);
        throw;
    }
}

// minizip accepts an end record that is cut off in its last field.
bool ZipReader::has_whole_end() {
    constexpr std::size_t record_bytes = 22, longest_comment = 0xFFFF, comment_size_at = 20;
    std::string tail(static_cast<std::size_t>(std::min<std::uint64_t>(file_size_, record_bytes + longest_comment)),
                     '\0');
    place_ = file_size_ - tail.size();
    if (read_file(tail.data(), tail.size()) != tail.size()) return false;
    const std::size_t at = tail.rfind("PK\x05\x06");
    if (at == std::string::npos || tail.size() - at < record_bytes) return false;
    const auto byte = [&](std::size_t place) { return static_cast<unsigned char>(tail[at + place]); };
    return tail.size() - at == record_bytes + byte(comment_size_at) + 256u * byte(comment_size_at + 1);
}

ZipReader::~ZipReader() {
    if (!open_name_.empty()) unzCloseCurrentFile(zip_);
    unzClose(zip_);
}

std::size_t ZipReader::read_file(char* to, std::size_t count) {
    std::size_t have = 0;
    while (have < count) {
        const ssize_t got = ::pread(file_.get(), to + have, count - have, static_cast<off_t>(place_));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) error_ = errno;
        if (got <= 0) break;
        have += static_cast<std::size_t>(got);
        place_ += static_cast<std::uint64_t>(got);
    }
    return have;
}

bool ZipReader::seek(std::uint64_t offset, int origin) {
    const std::uint64_t from = origin == ZLIB_FILEFUNC_SEEK_CUR   ? place_
                               : origin == ZLIB_FILEFUNC_SEEK_END ? file_size_
                                                                  : 0;
    if (from + offset > file_size_ || from + offset < from) return false;
    place_ = from + offset;
    return true;
}

void ZipReader::list_members() {
    int status = unzGoToFirstFile(zip_);
    for (; status == UNZ_OK; status = unzGoToNextFile(zip_)) {
        job_.poll();
        add_member();
    }
    if (status != UNZ_END_OF_LIST_OF_FILE) fail_damaged("its list of members cannot be read");
    if (packed_ > file_size_) fail_damaged("its members overlap");
    if (total_ > always_allowed && total_ / most_times_file > file_size_)
        throw ZipError("it unpacks to " + std::to_string(total_ >> 20) + " MiB, more than " +
                       std::to_string(most_times_file) + " times its size, as no scene does");
}

void ZipReader::add_member() {
    char text[longest_name + 1] = {};
    unz_file_info64 info{};
    if (unzGetCurrentFileInfo64(zip_, &info, text, longest_name, nullptr, 0, nullptr, 0) != UNZ_OK)
        fail_damaged("its list of members cannot be read");
    const std::string name(text);
    if (info.size_filename > longest_name || name.size() != info.size_filename)
        throw ZipError("a member's name is too long or contains a NUL");
    if (leaves_archive(name)) throw ZipError("a member is named '" + name + "', which leads out of the archive");
    unz64_file_pos place{};
    unzGetFilePos64(zip_, &place);
    if (info.uncompressed_size > largest) fail_damaged("the size of '" + name + "' is impossible");
    if (!members_.try_emplace(name, Member{place.pos_in_zip_directory, place.num_of_file, info.uncompressed_size})
             .second)
        fail_damaged("it has two members named '" + name + "'");
    total_ += info.uncompressed_size;
    packed_ += std::min<std::uint64_t>(info.compressed_size, largest);
}

std::uint64_t ZipReader::open(const std::string& name) {
    const auto found = members_.find(name);
    if (found == members_.end()) fail_damaged("'" + name + "' is missing");
    const unz64_file_pos place{found->second.directory_place, found->second.number};
    if (unzGoToFilePos64(zip_, &place) != UNZ_OK || unzOpenCurrentFile(zip_) != UNZ_OK)
        fail_damaged("'" + name + "' cannot be read");
    open_name_ = name;
    return left_ = found->second.size;
}

void ZipReader::read(void* to, std::size_t count) {
    char* at = static_cast<char*>(to);
    if (count > left_) fail_damaged("'" + open_name_ + "' ends early");
    left_ -= count;
    while (count > 0) {
        job_.poll();
        const int got = unzReadCurrentFile(zip_, at, static_cast<unsigned>(std::min(count, piece_bytes)));
        if (error_ != 0) throw std::system_error(error_, std::generic_category());
        if (got <= 0) fail_damaged("'" + open_name_ + "' cannot be read to its end");
        at += got;
        count -= static_cast<std::size_t>(got);
    }
}

void ZipReader::close() {
    const std::string name = std::exchange(open_name_, {});
    char more = 0;
    const bool ended = left_ == 0 && unzReadCurrentFile(zip_, &more, 1) == 0;
    if (unzCloseCurrentFile(zip_) != UNZ_OK || !ended) fail_damaged("the checksum of '" + name + "' is wrong");
}

std::string ZipReader::read_all(const std::string& name, std::uint64_t limit) {
    const std::uint64_t size = open(name);
    if (size > limit)
        throw ZipError("'" + name + "' has " + std::to_string(size >> 20) + " MiB, more than any scene needs");
    std::string text(static_cast<std::size_t>(size), '\0');
    read(text.data(), text.size());
    close();
    return text;
}

}  // namespace gimbal::document
