#include "link/stream_store.h"

#include <algorithm>

namespace gimbal::console::link {

namespace {
constexpr const char* kind_names[] = {"mesh", "positions", "array"};
}

const char* kind_name(StreamKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }
std::optional<StreamKind> kind_named(std::string_view name) {
    const auto found = std::find(std::begin(kind_names), std::end(kind_names), name);
    if (found == std::end(kind_names)) return {};
    return static_cast<StreamKind>(found - std::begin(kind_names));
}

bool SharedView::valid() const {
    const auto segment = std::static_pointer_cast<const detail::ReadSegment>(segment_);
    return segment->sequence(slot_) == 2 * frame_;
}

namespace detail {

namespace {

constexpr int most_attempts = 8;
constexpr auto silent_after = std::chrono::seconds(2);

std::string in_ticks(std::string_view name) { return "`" + std::string(name) + "`"; }

Error not_found(std::string_view name) { return {Code::not_found, "there is no stream " + in_ticks(name)}; }

std::size_t bytes_of(const Arrays& arrays) {
    std::size_t bytes = 0;
    for (const auto& [name, array] : arrays) bytes += array.byte_count();
    return bytes;
}

// The arrays of a slot. `owner` keeps `slot`.
Arrays arrays_at(const Geometry& geometry, const std::byte* slot, const std::shared_ptr<const void>& owner) {
    Arrays result;
    for (const Description& description : geometry.arrays)
        result[description.name] = Array(description.array.dtype(), description.array.shape(),
                                         slot + description.offset, owner);
    return result;
}

struct Copied {
    Arrays arrays;
    std::uint64_t generation = 0;  // 0: there is no frame yet
};

std::variant<Copied, Error> copy_newest(const ReadSegment& segment) {
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
        const std::uint64_t generation = segment.generation();
        if (generation == 0) return Copied{};
        const std::uint32_t slot = segment.slot_of(generation);
        if (segment.sequence(slot) != 2 * generation) continue;
        const std::shared_ptr<std::byte[]> bytes(new std::byte[segment.geometry().slot_bytes]);
        segment.copy_slot(slot, bytes.get());
        if (segment.sequence(slot) == 2 * generation)
            return Copied{arrays_at(segment.geometry(), bytes.get(), bytes), generation};
    }
    return Error{Code::torn, "the writer has changed the shared memory during each of " +
                                 std::to_string(most_attempts) + " attempts to read it; give the stream more slots"};
}

// A mesh whose positions alone are new keeps the rest. Its count of vertices stays.
std::optional<Error> positions_problem(const Arrays& base, const Shape& shape, std::string_view name) {
    const auto positions = base.find("positions");
    if (positions == base.end())
        return Error{Code::bad_array,
                     "the positions of " + in_ticks(name) + " come before its mesh; send the mesh first"};
    if (positions->second.shape() == shape) return {};
    const std::string count = std::to_string(positions->second.shape()[0]);
    const std::string given = std::to_string(shape.empty() ? 0 : shape[0]);
    return Error{Code::bad_array, "the mesh " + in_ticks(name) + " has " + count +
                                      " vertices, and positions come for " + given + "; send the mesh anew"};
}

}  // namespace

StreamStore::Stream* StreamStore::find(std::string_view name) {
    const auto found = streams_.find(name);
    return found == streams_.end() ? nullptr : &found->second;
}

std::map<std::string, StreamStore::Stream, std::less<>>::iterator StreamStore::oldest_ended() {
    auto oldest = streams_.end();
    for (auto entry = streams_.begin(); entry != streams_.end(); ++entry) {
        if (entry->second.info.state != StreamState::ended) continue;
        if (oldest == streams_.end() || entry->second.ended_at < oldest->second.ended_at) oldest = entry;
    }
    return oldest;
}

std::optional<Error> StreamStore::refusal(const std::string& name, std::uint64_t writer) const {
    if (closed_) return Error{Code::closed, "this end of the link is closed"};
    const auto ended = [](const auto& entry) { return entry.second.info.state == StreamState::ended; };
    const auto found = streams_.find(name);
    if (found == streams_.end()) {
        if (streams_.size() < limits_.streams || std::any_of(streams_.begin(), streams_.end(), ended)) return {};
        return Error{Code::too_many,
                     "there are " + std::to_string(limits_.streams) + " streams, the most there may be"};
    }
    if (ended(*found) || found->second.info.writer == writer) return {};
    return Error{Code::in_use, "another connection writes " + in_ticks(name) + "; choose another name"};
}

StreamStore::Stream* StreamStore::written_by(std::uint64_t writer, const std::string& name) {
    Stream* stream = find(name);
    const bool writes = stream && stream->info.writer == writer && stream->info.state != StreamState::ended;
    return writes ? stream : nullptr;
}

StreamStore::Stream& StreamStore::settle(const std::string& name, std::uint64_t writer) {
    if (Stream* stream = written_by(writer, name)) return *stream;
    if (!find(name) && streams_.size() >= limits_.streams) {
        const auto oldest = oldest_ended();
        bytes_ -= oldest->second.bytes;
        streams_.erase(oldest);
    }
    Stream& stream = streams_[name];
    bytes_ -= std::exchange(stream.bytes, 0);
    stream.segment = nullptr;
    stream.newest = {};
    StreamInfo& info = stream.info;
    info.name = name;
    info.state = StreamState::live;
    info.end_reason.clear();
    info.frame = 0;
    info.shared = false;
    info.writer = writer;
    return stream;
}

std::optional<Error> StreamStore::update(Snapshot snapshot) {
    std::lock_guard lock(mutex_);
    if (auto error = refusal(snapshot.name, snapshot.writer)) return error;
    Stream* const before = written_by(snapshot.writer, snapshot.name);
    std::optional<Error> error;
    if (before && before->segment) {
        error = Error{Code::in_use, in_ticks(snapshot.name) + " is in shared memory; unshare it first"};
    } else if (before && snapshot.frame <= before->info.frame) {
        error = Error{Code::old_frame, "frame " + std::to_string(snapshot.frame) + " of " + in_ticks(snapshot.name) +
                                           " is not above " + std::to_string(before->info.frame)};
    } else if (snapshot.kind == StreamKind::positions) {
        const Arrays base = before ? before->newest.arrays : Arrays();
        const auto positions = snapshot.arrays.find("positions");
        error = positions == snapshot.arrays.end()
                    ? Error{Code::bad_array, "the update of " + in_ticks(snapshot.name) + " has no `positions`"}
                    : positions_problem(base, positions->second.shape(), snapshot.name);
        if (!error) {
            snapshot.arrays.insert(base.begin(), base.end());  // what has not come stays
            snapshot.kind = StreamKind::mesh;
        }
    }
    const std::size_t bytes = bytes_of(snapshot.arrays);
    const Stream* const replaced = find(snapshot.name);
    if (!error && bytes_ - (replaced ? replaced->bytes : 0) + bytes > limits_.stream_bytes)
        error = Error{Code::too_large,
                      "the snapshots would hold more than " + std::to_string(limits_.stream_bytes) + " bytes"};
    if (error) {
        if (before) ++before->info.refused;
        return error;
    }
    Stream& stream = settle(snapshot.name, snapshot.writer);
    StreamInfo& info = stream.info;
    bytes_ += bytes - stream.bytes;
    stream.bytes = bytes;
    const std::uint64_t lost = snapshot.dropped + (stream.taken ? 0 : 1);
    stream.lost += lost;
    info.dropped += lost;
    info.kind = snapshot.kind;
    info.frame = snapshot.frame;
    snapshot.serial = ++info.serial;
    snapshot.dropped = stream.lost;
    stream.newest = std::move(snapshot);
    stream.taken = false;
    changed_.notify_all();
    return {};
}

std::optional<Error> StreamStore::share(std::uint64_t writer, const std::string& name, StreamKind kind,
                                        std::shared_ptr<ReadSegment> segment) {
    std::lock_guard lock(mutex_);
    if (auto error = refusal(name, writer)) return error;
    const bool is_positions = kind == StreamKind::positions;
    if (is_positions) {
        const Stream* before = written_by(writer, name);
        Shape shape;
        for (const Description& array : segment->geometry().arrays)
            if (array.name == "positions") shape = array.array.shape();
        if (auto error = positions_problem(before ? before->newest.arrays : Arrays(), shape, name)) return error;
    }
    Stream& stream = settle(name, writer);
    if (!is_positions) {
        bytes_ -= std::exchange(stream.bytes, 0);
        stream.newest = {};
    }
    stream.segment = std::move(segment);
    stream.serial_before = stream.info.serial;
    stream.info.shared = true;
    stream.info.kind = is_positions ? StreamKind::mesh : kind;
    stream.info.frame = 0;
    stream.taken = true;
    stream.beaten = Clock::now();
    note_generation(stream);
    changed_.notify_all();
    return {};
}

// Reads the newest generation. A segment that was shrunk gives none.
void StreamStore::note_generation(Stream& stream) {
    std::uint64_t generation = 0;
    try {
        generation = stream.segment->generation();
    } catch (const LinkError&) { return; }
    StreamInfo& info = stream.info;
    if (generation <= info.frame) return;
    const std::uint64_t lost = generation - info.frame - 1 + (stream.taken ? 0 : 1);
    stream.lost += lost;
    info.dropped += lost;
    info.frame = generation;
    info.serial = stream.serial_before + generation;
    stream.taken = false;
}

bool StreamStore::published(std::uint64_t writer, const std::string& name) {
    std::lock_guard lock(mutex_);
    Stream* stream = written_by(writer, name);
    if (!stream || !stream->segment) return false;
    const std::uint64_t before = stream->info.serial;
    note_generation(*stream);
    if (stream->info.serial == before) return false;
    changed_.notify_all();
    return true;
}

void StreamStore::end(Stream& stream, const std::string& why) {
    if (stream.segment) note_generation(stream);  // the writer may have died between publishing and saying so
    stream.info.state = StreamState::ended;
    stream.info.end_reason = why;
    stream.ended_at = Clock::now();
}

std::optional<Error> StreamStore::unshare(std::uint64_t writer, const std::string& name, StreamInfo& ended) {
    std::lock_guard lock(mutex_);
    Stream* stream = written_by(writer, name);
    if (!stream || !stream->segment) return not_found(name);
    end(*stream, "its writer has ended it");
    ended = stream->info;
    changed_.notify_all();
    return {};
}

std::vector<StreamInfo> StreamStore::writer_ended(std::uint64_t writer, const std::string& why) {
    std::vector<StreamInfo> ended;
    std::lock_guard lock(mutex_);
    for (auto& [name, stream] : streams_) {
        if (stream.info.writer != writer || stream.info.state == StreamState::ended) continue;
        end(stream, why);
        ended.push_back(stream.info);
    }
    changed_.notify_all();
    return ended;
}

std::size_t StreamStore::segment_count(std::uint64_t writer) const {
    std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(std::count_if(streams_.begin(), streams_.end(), [writer](const auto& entry) {
        const Stream& stream = entry.second;
        return stream.segment && stream.info.state != StreamState::ended && stream.info.writer == writer;
    }));
}

void StreamStore::look_at_heartbeats(Clock::time_point now) {
    std::lock_guard lock(mutex_);
    for (auto& [name, stream] : streams_) {
        if (!stream.segment || stream.info.state == StreamState::ended) continue;
        std::uint64_t heartbeat = stream.heartbeat;
        try {
            heartbeat = stream.segment->heartbeat();
        } catch (const LinkError&) {  // shrunk: stands still
        }
        if (heartbeat != stream.heartbeat) stream.beaten = now;
        stream.heartbeat = heartbeat;
        stream.info.state = now - stream.beaten > silent_after ? StreamState::silent : StreamState::live;
    }
}

void StreamStore::close() {
    std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
}

std::vector<StreamInfo> StreamStore::list() const {
    std::lock_guard lock(mutex_);
    std::vector<StreamInfo> result;
    for (const auto& [name, stream] : streams_) result.push_back(stream.info);
    return result;
}

std::optional<StreamInfo> StreamStore::info(std::string_view name) const {
    std::lock_guard lock(mutex_);
    const auto found = streams_.find(name);
    if (found == streams_.end()) return {};
    return found->second.info;
}

// Copies from a segment without the lock, so that no writer waits for it.
SnapshotResult StreamStore::take(std::unique_lock<std::mutex>& lock, Stream& stream) {
    if (!stream.segment) {
        if (stream.newest.frame == 0) return not_found(stream.info.name);
        stream.taken = true;
        stream.lost = 0;
        return stream.newest;
    }
    note_generation(stream);
    const auto segment = stream.segment;
    const std::uint64_t serial_before = stream.serial_before;
    Snapshot snapshot{.name = stream.info.name,
                      .kind = stream.info.kind,
                      .dropped = stream.lost,
                      .arrays = stream.newest.arrays,
                      .writer = stream.info.writer};
    lock.unlock();
    std::variant<Copied, Error> copied;
    try {
        copied = copy_newest(*segment);
    } catch (const LinkError& error) { copied = error.error(); } catch (const std::bad_alloc&) {
        copied = Error{Code::too_large, "there is no memory for a copy of " + in_ticks(snapshot.name) + " with " +
                                            std::to_string(segment->geometry().slot_bytes) + " bytes; take a view"};
    }
    lock.lock();
    if (const auto* error = std::get_if<Error>(&copied)) return *error;
    auto& [arrays, generation] = std::get<Copied>(copied);
    if (generation == 0) return Error{Code::not_found, "nothing was published yet in " + in_ticks(snapshot.name)};
    for (auto& [name, array] : arrays) snapshot.arrays[name] = std::move(array);
    snapshot.frame = generation;
    snapshot.serial = serial_before + generation;
    if (Stream* same = find(snapshot.name); same && same->segment == segment) {
        note_generation(*same);
        if (same->info.frame == generation) {
            same->taken = true;
            same->lost = 0;
        }
    }
    return snapshot;
}

SnapshotResult StreamStore::latest(std::string_view name) {
    std::unique_lock lock(mutex_);
    Stream* stream = find(name);
    return stream ? take(lock, *stream) : not_found(name);
}

std::optional<Snapshot> StreamStore::next_for_handler(const std::string& name) {
    std::unique_lock lock(mutex_);
    Stream* stream = find(name);
    if (!stream || stream->info.serial <= stream->handled) return {};
    auto result = take(lock, *stream);
    auto* snapshot = std::get_if<Snapshot>(&result);
    if (!snapshot) return {};
    stream = find(name);
    const bool is_same = stream && stream->info.serial >= snapshot->serial;  // not forgotten and begun anew meanwhile
    if (is_same && snapshot->serial <= stream->handled) return {};
    if (is_same) stream->handled = snapshot->serial;
    return std::move(*snapshot);
}

std::variant<StreamStore::Stream*, Error> StreamStore::wait(std::unique_lock<std::mutex>& lock, std::string_view name,
                                                            std::uint64_t after, Clock::time_point deadline) {
    for (;;) {
        Stream* stream = find(name);
        if (stream && stream->info.serial > after) return stream;
        if (stream && stream->info.state == StreamState::ended)
            return Error{Code::ended, "the stream " + in_ticks(name) + " has ended: " + stream->info.end_reason};
        if (closed_) return Error{Code::closed, "this end of the link is closed"};
        if (changed_.wait_until(lock, deadline) == std::cv_status::timeout) {
            stream = find(name);
            if (stream && (stream->info.serial > after || stream->info.state == StreamState::ended)) continue;
            return Error{Code::deadline, "no new frame of " + in_ticks(name) + " came in time"};
        }
    }
}

SnapshotResult StreamStore::wait_for(std::string_view name, std::uint64_t after, Clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    const auto waited = wait(lock, name, after, deadline);
    if (const auto* error = std::get_if<Error>(&waited)) return *error;
    return take(lock, *std::get<Stream*>(waited));
}

std::variant<SharedView, Error> StreamStore::wait_for_view(std::string_view name, std::uint64_t after,
                                                           Clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    const auto waited = wait(lock, name, after, deadline);
    if (const auto* error = std::get_if<Error>(&waited)) return *error;
    return view_of(*std::get<Stream*>(waited));
}

std::variant<SharedView, Error> StreamStore::view(std::string_view name) {
    std::lock_guard lock(mutex_);
    Stream* stream = find(name);
    if (!stream) return not_found(name);
    return view_of(*stream);
}

std::variant<SharedView, Error> StreamStore::view_of(Stream& stream) {
    const std::string& name = stream.info.name;
    if (!stream.segment || !stream.segment->is_mapped())
        return Error{Code::bad_segment, in_ticks(name) + " is not in sealed shared memory; take `latest`"};
    note_generation(stream);
    const std::uint64_t generation = stream.info.frame;
    if (generation == 0) return Error{Code::not_found, "nothing was published yet in " + in_ticks(name)};
    const std::uint32_t slot = stream.segment->slot_of(generation);
    Arrays arrays = stream.newest.arrays;
    for (auto& [key, array] : arrays_at(stream.segment->geometry(), stream.segment->slot(slot), stream.segment))
        arrays[key] = array;
    stream.taken = true;
    stream.lost = 0;
    return SharedView(std::move(arrays), stream.info.serial, generation, stream.segment, slot);
}

bool StreamStore::forget(std::string_view name) {
    std::lock_guard lock(mutex_);
    const auto found = streams_.find(name);
    if (found == streams_.end() || found->second.info.state != StreamState::ended) return false;
    bytes_ -= found->second.bytes;
    streams_.erase(found);
    return true;
}

}  // namespace detail

std::vector<StreamInfo> Streams::list() const { return store_->list(); }
std::optional<StreamInfo> Streams::info(std::string_view name) const { return store_->info(name); }
SnapshotResult Streams::latest(std::string_view name) const { return store_->latest(name); }
SnapshotResult Streams::wait_for(std::string_view name, std::uint64_t after, std::chrono::milliseconds limit) const {
    return store_->wait_for(name, after, Clock::now() + limit);
}
std::variant<SharedView, Error> Streams::view(std::string_view name) const { return store_->view(name); }
std::variant<SharedView, Error> Streams::wait_for_view(std::string_view name, std::uint64_t after,
                                                       std::chrono::milliseconds limit) const {
    return store_->wait_for_view(name, after, Clock::now() + limit);
}
bool Streams::forget(std::string_view name) const { return store_->forget(name); }

}  // namespace gimbal::console::link
