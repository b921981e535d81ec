// Writes a zip archive in place of a file: the old file stays until the archive is complete.
#pragma once
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <string>
#include <string_view>

#include "api/document/work/job.h"
#include "gimbal/console/base/atomic_file.h"

namespace gimbal::document {

enum class Packing { stored, deflated };

// Members are written one after the other. All functions throw std::system_error, add() also Cancelled.
// Thread: any, one at a time.   GIL: not needed.
class ZipWriter {
public:
    explicit ZipWriter(const std::filesystem::path& target);
    ~ZipWriter();  // without finish(): the old file stays
    ZipWriter(const ZipWriter&) = delete;

    // A member of two parts, so that an array needs no copy to get a header.
    void add(const std::string& name, Packing packing, std::string_view head, std::string_view body, Job& job);
    void add(const std::string& name, Packing packing, std::string_view bytes, Job& job) {
        add(name, packing, bytes, {}, job);
    }
    void finish();
    std::uint64_t bytes_written() const { return end_; }

    // The functions of the file that minizip writes to. If one returns false, failure_ has the reason.
    bool write(const char* bytes, std::size_t count);
    bool seek(std::uint64_t offset, int origin);
    std::uint64_t place() const { return place_; }

private:
    void check(int status);
    void flush();

    std::filesystem::path target_;
    console::AtomicFile file_;
    std::string buffer_;  // the end of the archive, from `flushed_` on
    std::uint64_t flushed_ = 0, place_ = 0, end_ = 0;
    std::exception_ptr failure_;
    void* zip_ = nullptr;
};

}  // namespace gimbal::document
