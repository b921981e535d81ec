// Draws the two lists of the file browser: places at the left, the entries of the folder at the right.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/names.h"
#include "app/panels/files/folder_view.h"

namespace gimbal::app {

using FilePlaces = std::vector<std::pair<std::string, std::filesystem::path>>;  // label, folder

inline constexpr float file_places_width = 150;   // before scale
float file_field_start(const PanelStyle& style);  // of the fields below the lists, from the dialog's left edge

// Both append the text that they show to `rows`.
// Thread: UI.   GIL: never.

// Returns the folder that was clicked.
std::optional<std::filesystem::path> draw_file_places(const FilePlaces& places, const std::filesystem::path& current,
                                                      const PanelStyle& style, float height,
                                                      std::vector<std::string>& rows);

struct FileRowClick {
    int row;
    bool is_double;
};
// `message` replaces the rows. A click also marks its row.
std::optional<FileRowClick> draw_file_rows(FolderView& view, const std::string& message, const PanelStyle& style,
                                           float height, std::vector<std::string>& rows);

}  // namespace gimbal::app
