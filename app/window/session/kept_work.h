// The user's work that a session keeps beside the scene's meshes, as values and as JSON.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "api/document/scene/camera.h"
#include "app/panels/editor/open_script.h"
#include "app/window/drawing/glfw_window.h"

namespace gimbal::app {

struct KeptWork {
    std::optional<KeptScript> script;  // nothing is open: none
    std::string scene_file;            // "": the scene has none
    bool scene_modified = false;       // it differs from that file
    document::Camera camera;
    std::vector<std::string> selection;  // names, the active object last
    std::size_t consoles = 1;
    GlfwWindow::Place place;
    bool restarted = false;  // written for a restart of the program

    bool has_scene() const { return scene_modified || !scene_file.empty(); }
    std::string scene_name() const;  // of its file, or "the scene"
};

// A path as it can be kept in JSON, which is UTF-8. "": it cannot, and a changed one would name another file.
std::string kept_path(const std::string& path);
std::string text_of(const KeptWork& work);
std::optional<KeptWork> read_kept_work(const std::string& text);  // nothing if it is damaged

}  // namespace gimbal::app
