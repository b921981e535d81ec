// minizip writes through these functions. It returns to a member's header once the sizes are known.
#include "api/document/scene_file/zip_writer.h"

#include <minizip/zip.h>

#include <algorithm>
#include <cstdio>
#include <system_error>

namespace gimbal::document {
namespace {

constexpr std::size_t buffer_bytes = 1u << 20, piece_bytes = 1u << 18;
constexpr int fast_level = 1;  // for text, which is small beside the meshes

ZipWriter& writer(void* opaque) { return *static_cast<ZipWriter*>(opaque); }

void* open_file(void* opaque, const void*, int) { return opaque; }
uLong read_file(void*, void*, void*, uLong) { return 0; }  // only needed to add to an old archive
uLong write_file(void* opaque, void*, const void* bytes, uLong count) {
    return writer(opaque).write(static_cast<const char*>(bytes), count) ? count : 0;
}
ZPOS64_T tell_file(void* opaque, void*) { return writer(opaque).place(); }
long seek_file(void* opaque, void*, ZPOS64_T offset, int origin) {
    return writer(opaque).seek(offset, origin) ? 0 : -1;
}
int close_file(void*, void*) { return 0; }
int error_of_file(void*, void*) { return 0; }

}  // namespace

ZipWriter::ZipWriter(const std::filesystem::path& target) : target_(target), file_(target) {
    zlib_filefunc64_def functions{open_file, read_file,  write_file,    tell_file,
                                  seek_file, close_file, error_of_file, this};
    zip_ = zipOpen2_64("", APPEND_STATUS_CREATE, nullptr, &functions);
    if (!zip_) throw std::bad_alloc();
}

ZipWriter::~ZipWriter() {
    if (zip_) zipClose(zip_, nullptr);
}

void ZipWriter::check(int status) {
    if (failure_) std::rethrow_exception(failure_);
    if (status != ZIP_OK) throw std::system_error(EIO, std::generic_category(), target_.string());
}

void ZipWriter::flush() {
    file_.write(buffer_);
    flushed_ += buffer_.size();
    buffer_.clear();
}

bool ZipWriter::write(const char* bytes, std::size_t count) {
    if (failure_) return false;
    try {
        if (place_ < flushed_) {  // a header, which never reaches into the buffer
            file_.write_at(place_, {bytes, count});
        } else {
            const auto at = static_cast<std::size_t>(place_ - flushed_);
            buffer_.replace(at, std::min(count, buffer_.size() - at), bytes, count);
        }
        place_ += count;
        end_ = std::max(end_, place_);
        if (place_ == end_ && buffer_.size() >= buffer_bytes) flush();
    } catch (...) { failure_ = std::current_exception(); }
    return !failure_;
}

bool ZipWriter::seek(std::uint64_t offset, int origin) {
    const std::uint64_t from = origin == ZLIB_FILEFUNC_SEEK_CUR ? place_ : origin == ZLIB_FILEFUNC_SEEK_END ? end_ : 0;
    if (from + offset > end_) return false;
    place_ = from + offset;
    return true;
}

void ZipWriter::add(const std::string& name, Packing packing, std::string_view head, std::string_view body, Job& job) {
    zip_fileinfo info{};
    info.tmz_date.tm_mday = 1;  // a fixed date, so that equal scenes make equal files
    info.tmz_date.tm_year = 1980;
    const bool deflated = packing == Packing::deflated;
    const bool large = head.size() + body.size() >= 0xFFFFFFFFu;
    check(zipOpenNewFileInZip64(zip_, name.c_str(), &info, nullptr, 0, nullptr, 0, nullptr, deflated ? Z_DEFLATED : 0,
                                deflated ? fast_level : 0, large));
    for (const std::string_view part : {head, body})
        for (std::size_t at = 0; at < part.size(); at += piece_bytes) {
            job.poll();
            const std::string_view piece = part.substr(at, piece_bytes);
            check(zipWriteInFileInZip(zip_, piece.data(), static_cast<unsigned>(piece.size())));
        }
    check(zipCloseFileInZip(zip_));
}

void ZipWriter::finish() {
    check(zipClose(std::exchange(zip_, nullptr), nullptr));
    flush();
    file_.commit();
}

}  // namespace gimbal::document
