#include "link/wire/frame.h"

#include <sys/socket.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <new>
#include <set>

#include "link/wire/parse.h"

namespace gimbal::console::link::detail {

static_assert(std::endian::native == std::endian::little, "the protocol's numbers are little-endian");

namespace {

constexpr char magic[4] = {'G', 'L', 'N', 'K'};
constexpr std::size_t most_descriptors = 8;  // that wait for their message

[[noreturn]] void bad_array(const std::string& name, const std::string& why) {
    throw LinkError(Code::bad_array, "the array `" + name + "` " + why);
}

void check_strides(const std::string& name, const Value& given, const Array& array) {
    const List* strides = given.list();
    if (!strides || strides->size() != array.shape().size()) bad_array(name, "has strides that do not fit its shape");
    std::size_t stride = dtype_bytes(array.dtype());
    for (std::size_t i = strides->size(); i-- > 0;) {
        if ((*strides)[i].to<std::size_t>() != stride) bad_array(name, "has strides of another order than C");
        stride *= array.shape()[i];
    }
}

Description read_description(const Value& entry) {
    const Object* object = entry.object();
    if (!object) throw LinkError(Code::bad_array, "`arrays` holds something else than objects");
    Description result;
    result.name = text_of(*object, "name");
    const std::string dtype = text_of(*object, "dtype");
    const auto known = dtype_named(dtype);
    if (!known) bad_array(result.name, "has the dtype " + dtype + ", which is none of the protocol");
    const List* lengths = entry["shape"].list();
    if (!lengths) bad_array(result.name, "has no shape");
    Shape shape;
    for (const Value& length : *lengths) {
        const auto number = length.to<std::size_t>();
        if (!number) bad_array(result.name, "has the length " + length.json());
        shape.push_back(*number);
    }
    try {
        result.array = Array(*known, std::move(shape), nullptr, nullptr);
    } catch (const std::invalid_argument& error) { bad_array(result.name, std::string("is refused: ") + error.what()); }
    if (!entry["strides"].is_null()) check_strides(result.name, entry["strides"], result.array);
    return result;
}

}  // namespace

Object description_of(const std::string& name, const Array& array) {
    return {{"name", name},
            {"dtype", dtype_name(array.dtype())},
            {"shape", List(array.shape().begin(), array.shape().end())}};
}

List descriptions_of(const Arrays& arrays) {
    List result;
    for (const auto& [name, array] : arrays) result.emplace_back(description_of(name, array));
    return result;
}

std::vector<Description> read_descriptions(const Object& header, bool have_offsets) {
    std::vector<Description> result;
    const auto found = header.find("arrays");
    if (found == header.end()) return result;
    const List* entries = found->second.list();
    if (!entries) throw LinkError(Code::bad_array, "`arrays` is not a list");
    std::set<std::string> names;
    std::size_t offset = 0;
    for (const Value& entry : *entries) {
        Description description = read_description(entry);
        description.offset = offset;
        if (have_offsets) {
            const auto own = entry["offset"].to<std::size_t>();
            if (!own || *own % 64 != 0) bad_array(description.name, "has the offset " + entry["offset"].json());
            description.offset = *own;
        } else {
            const std::size_t bytes = description.array.byte_count();
            if (bytes > (std::size_t(1) << 62) - offset) bad_array(description.name, "is larger than memory can be");
            offset += padded(bytes);
        }
        if (!names.insert(description.name).second) bad_array(description.name, "is there twice");
        result.push_back(std::move(description));
    }
    return result;
}

Arrays arrays_of(const Frame& frame) {
    const auto descriptions = read_descriptions(frame.header, false);
    std::size_t needed = 0;
    for (const Description& description : descriptions)
        needed = description.offset + padded(description.array.byte_count());
    if (needed != frame.payload_bytes)
        throw LinkError(Code::bad_array, "the arrays need " + std::to_string(needed) + " bytes, but the payload has " +
                                             std::to_string(frame.payload_bytes));
    Arrays result;
    for (const Description& description : descriptions)
        result[description.name] = Array(description.array.dtype(), description.array.shape(),
                                         frame.payload.get() + description.offset, frame.payload);
    return result;
}

std::string frame_start(const Object& header, const Arrays& arrays) {
    std::size_t payload = 0;
    for (const auto& [name, array] : arrays) payload += padded(array.byte_count());
    const std::string text = Value(header).json();
    std::string result(prefix_bytes, '\0');
    const auto header_bytes = static_cast<std::uint32_t>(text.size());
    const auto payload_bytes = static_cast<std::uint64_t>(payload);
    std::memcpy(result.data(), magic, 4);
    std::memcpy(result.data() + 4, &header_bytes, 4);
    std::memcpy(result.data() + 8, &payload_bytes, 8);
    return result + text;
}

ssize_t FrameReader::receive(int socket, void* into, std::size_t room, bool with_descriptors) {
    if (!with_descriptors) return ::recv(socket, into, room, 0);
    iovec piece{into, room};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * most_descriptors)];
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const ssize_t got = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    if (got < 0) return got;
    for (cmsghdr* part = CMSG_FIRSTHDR(&message); part; part = CMSG_NXTHDR(&message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
        const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int number;
            std::memcpy(&number, CMSG_DATA(part) + i * sizeof(int), sizeof(int));
            descriptors_.emplace_back(number);
        }
    }
    return got;
}

FrameReader::Read FrameReader::read_from(int socket, bool with_descriptors) {
    const bool into_payload = in_frame_ && header_.size() == header_bytes_ && begin_ == end_ &&
                              payload_got_ < payload_bytes_;
    ssize_t got;
    if (into_payload) {
        got = receive(socket, payload_.get() + payload_got_, payload_bytes_ - payload_got_, with_descriptors);
    } else {
        if (begin_ == end_) begin_ = end_ = 0;
        if (end_ == buffer_.size() && begin_ > 0) {
            std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_), buffer_.end(), buffer_.begin());
            end_ -= begin_;
            begin_ = 0;
        }
        if (end_ == buffer_.size()) return Read::some;  // full: next() takes from it
        got = receive(socket, buffer_.data() + end_, buffer_.size() - end_, with_descriptors);
    }
    if (got < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? Read::nothing_now : Read::end;
    if (got == 0) return Read::end;
    (into_payload ? payload_got_ : end_) += static_cast<std::size_t>(got);
    bytes_ += static_cast<std::uint64_t>(got);
    if (descriptors_.size() > most_descriptors)
        throw LinkError(Code::bad_frame, "more than 8 descriptors came without a message that takes them");
    return Read::some;
}

bool FrameReader::begin_frame() {
    if (end_ - begin_ < prefix_bytes) {
        // A wrong protocol is told at its first bytes, not when sixteen have come.
        const std::size_t known = std::min(end_ - begin_, sizeof magic);
        if (std::memcmp(buffer_.data() + begin_, magic, known) != 0)
            throw LinkError(Code::bad_frame, "the bytes are no frame of a Gimbal link: they do not begin with GLNK");
        return false;
    }
    std::uint32_t header;
    std::uint64_t payload;
    if (std::memcmp(buffer_.data() + begin_, magic, sizeof magic) != 0)
        throw LinkError(Code::bad_frame, "the bytes are no frame of a Gimbal link: they do not begin with GLNK");
    std::memcpy(&header, buffer_.data() + begin_ + 4, 4);
    std::memcpy(&payload, buffer_.data() + begin_ + 8, 8);
    if (header > most_header_)
        throw LinkError(Code::too_large,
                        "a header has " + std::to_string(header) + " bytes, more than " + std::to_string(most_header_));
    if (payload > most_payload_)
        throw LinkError(Code::too_large, "a payload has " + std::to_string(payload) + " bytes, more than " +
                                             std::to_string(most_payload_) + "; share it in memory instead");
    begin_ += prefix_bytes;
    header_.clear();
    header_bytes_ = header;
    payload_bytes_ = payload;
    payload_got_ = 0;
    try {
        payload_.reset(payload ? new std::byte[payload] : nullptr);  // not initialised, so it takes no memory yet
    } catch (const std::bad_alloc&) {
        throw LinkError(Code::too_large, "there is no memory for a payload of " + std::to_string(payload) + " bytes");
    }
    in_frame_ = true;
    return true;
}

std::optional<Frame> FrameReader::next() {
    if (!in_frame_ && (begin_ == end_ || !begin_frame())) return {};
    const std::size_t more_header = std::min(header_bytes_ - header_.size(), end_ - begin_);
    header_.append(buffer_.data() + begin_, more_header);
    begin_ += more_header;
    if (header_.size() < header_bytes_) return {};
    const std::size_t more = std::min(payload_bytes_ - payload_got_, end_ - begin_);
    if (more > 0) std::memcpy(payload_.get() + payload_got_, buffer_.data() + begin_, more);
    begin_ += more;
    payload_got_ += more;
    if (payload_got_ < payload_bytes_) return {};
    in_frame_ = false;
    Frame frame;
    frame.header = parse_object(header_);
    frame.payload = std::move(payload_);
    frame.payload_bytes = payload_bytes_;
    return frame;
}

std::optional<Descriptor> FrameReader::take_descriptor() {
    if (descriptors_.empty()) return {};
    Descriptor first = std::move(descriptors_.front());
    descriptors_.pop_front();
    return first;
}

}  // namespace gimbal::console::link::detail
