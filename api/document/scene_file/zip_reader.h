// Reads the members of a zip archive that may be damaged or hostile.
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>

#include "api/document/work/job.h"
#include "gimbal/console/base/descriptor.h"

namespace gimbal::document {

// The message completes "cannot open FILE: ".
struct ZipError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Reads nothing but the members that are asked for, into memory. Before that, it checks that the sizes of all members
// fit the file, and that no member unpacks to a huge size.
// All functions throw ZipError, std::system_error or Cancelled. Thread: any, one at a time.   GIL: not needed.
class ZipReader {
public:
    ZipReader(const std::filesystem::path& path, Job& job);
    ~ZipReader();
    ZipReader(const ZipReader&) = delete;

    bool has(const std::string& name) const { return members_.contains(name); }
    // Begins a member and returns its size. One member is open at a time.
    std::uint64_t open(const std::string& name);
    void read(void* to, std::size_t count);  // exactly
    void close();                            // checks that the member ends here, and its checksum
    std::string read_all(const std::string& name, std::uint64_t limit);
    std::uint64_t total_bytes() const { return total_; }  // of all members, unpacked

    // The functions of the file that minizip reads.
    std::size_t read_file(char* to, std::size_t count);
    bool seek(std::uint64_t offset, int origin);
    std::uint64_t place() const { return place_; }

private:
    struct Member {
        std::uint64_t directory_place, number, size;
    };
    void list_members();
    bool has_whole_end();
    void add_member();

    Job& job_;
    console::Descriptor file_;
    std::uint64_t file_size_ = 0, place_ = 0, total_ = 0, packed_ = 0, left_ = 0;
    int error_ = 0;  // of the last read, as errno
    std::map<std::string, Member> members_;
    std::string open_name_;
    void* zip_ = nullptr;
};

}  // namespace gimbal::document
