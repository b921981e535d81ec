// The settings that the window keeps between sessions, in settings.toml of the user folder.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "app/settings_file.h"

namespace gimbal::app {

// Several windows may share the file, so each writes only what it has changed itself.
// Thread: UI.
class Settings {
public:
    explicit Settings(std::filesystem::path file);  // reads the file; one that cannot be read is set aside
    std::string save();                             // writes what has changed; returns "" or the error
    bool changed() const { return !changes_.empty(); }
    SettingsContent take_changes();                    // since the last call
    void not_written(const SettingsContent& changes);  // so that save() tries them again
    const SettingsContent& content() const { return content_; }
    const std::filesystem::path& file() const { return file_; }
    double number(const std::string& key, double fallback) const;
    void set_number(const std::string& key, double value);
    std::string text(const std::string& key) const;                   // "": not set
    void set_text(const std::string& key, const std::string& value);  // UTF-8
    std::vector<std::string> recent_files() const;                    // newest first
    void add_recent_file(const std::string& path);
    std::string problem() const;  // the problem with the file or its folder; "": none

private:
    void set_aside(const std::string& why);  // renames the file to .broken

    std::filesystem::path file_;
    SettingsContent content_, changes_;  // changes_: what is not written yet
    std::string problem_;
};

}  // namespace gimbal::app
