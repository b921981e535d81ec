#include "app/window/session/kept_work.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "gimbal/console/base/utf8.h"

namespace gimbal::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_consoles = 50;

Json json_of(const KeptScript& kept) {
    const FileStamp& stamp = kept.on_disk;
    return {{"text", kept.script.text},
            {"file", kept_path(kept.script.file)},
            {"line", kept.script.line},
            {"column", kept.script.column},
            {"modified", kept.script.modified},
            {"on_disk",
             {stamp.exists, static_cast<std::uint64_t>(stamp.device), static_cast<std::uint64_t>(stamp.inode),
              static_cast<std::int64_t>(stamp.size), stamp.written_ns}}};
}

KeptScript script_of(const Json& value) {
    const Json& stamp = value.at("on_disk");
    return {{value.at("text").get<std::string>(), value.at("file").get<std::string>(), value.at("line").get<int>(),
             value.at("column").get<int>(), value.at("modified").get<bool>()},
            {stamp.at(0).get<bool>(), stamp.at(1).get<dev_t>(), stamp.at(2).get<ino_t>(), stamp.at(3).get<off_t>(),
             stamp.at(4).get<std::int64_t>()}};
}

Json json_of(const document::Camera& camera) {
    return {camera.target.x, camera.target.y,      camera.target.z,     camera.yaw,      camera.pitch,
            camera.distance, camera.field_of_view, camera.orthographic, camera.wireframe};
}

document::Camera camera_of(const Json& value) {
    const auto number = [&](std::size_t at) { return value.at(at).get<float>(); };
    const bool wireframe = value.size() > 8 && value.at(8).get<bool>();  // older versions have kept no such value
    return {{number(0), number(1), number(2)}, number(3), number(4), number(5), number(6),
            value.at(7).get<bool>(),           wireframe};
}

KeptWork work_of(const Json& root) {
    KeptWork work;
    if (root.contains("script")) work.script = script_of(root.at("script"));
    work.scene_file = root.at("scene_file").get<std::string>();
    work.scene_modified = root.at("scene_modified").get<bool>();
    work.camera = camera_of(root.at("camera"));
    work.selection = root.at("selection").get<std::vector<std::string>>();
    work.consoles = std::clamp<std::size_t>(root.at("consoles").get<std::size_t>(), 1, most_consoles);
    const Json& place = root.at("window");
    work.place = {place.at(0).get<int>(), place.at(1).get<int>(), place.at(2).get<int>(), place.at(3).get<int>(),
                  place.at(4).get<bool>()};
    work.restarted = root.at("restarted").get<bool>();
    return work;
}

}  // namespace

std::string KeptWork::scene_name() const {
    return scene_file.empty() ? "the scene" : std::filesystem::path(scene_file).filename().string();
}

std::string kept_path(const std::string& path) { return console::is_utf8(path) ? path : ""; }

std::string text_of(const KeptWork& work) {
    const GlfwWindow::Place& place = work.place;
    Json root{{"scene_file", kept_path(work.scene_file)},
              {"scene_modified", work.scene_modified},
              {"camera", json_of(work.camera)},
              {"selection", work.selection},
              {"consoles", work.consoles},
              {"window", {place.x, place.y, place.width, place.height, place.maximised}},
              {"restarted", work.restarted}};
    if (work.script) root["script"] = json_of(*work.script);
    return root.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::optional<KeptWork> read_kept_work(const std::string& text) {
    const Json root = Json::parse(text, nullptr, false);
    try {
        if (root.is_object()) return work_of(root);
    } catch (const Json::exception&) {}  // a member is missing or of an unexpected type
    return std::nullopt;
}

}  // namespace gimbal::app
