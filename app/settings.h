// The settings that the window keeps between sessions, in settings.toml of the user folder.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gimbal::app {

// Thread: UI.
class Settings {
public:
    explicit Settings(std::filesystem::path file);  // reads the file; one that cannot be read is set aside
    std::string save();                             // writes the file if a setting has changed; returns "" or the error
    bool changed() const { return changed_; }
    // The contents for the file if a setting has changed since the last call; the caller writes them.
    std::optional<std::string> take_text();
    void not_written() { changed_ = true; }  // so that save() tries it again
    // Returns "" or the error. Thread: any.
    static std::string write(const std::filesystem::path& file, const std::string& text);
    const std::filesystem::path& file() const { return file_; }
    double number(const std::string& key, double fallback) const;
    void set_number(const std::string& key, double value);
    std::vector<std::string> recent_files() const;  // newest first
    void add_recent_file(const std::string& path);
    std::string problem() const;  // the problem with the file or its folder; "": none

private:
    void set_aside(const std::string& why);  // renames the file to .broken

    std::filesystem::path file_;
    std::map<std::string, double> numbers_;
    std::vector<std::string> recent_;
    std::string problem_;
    bool changed_ = false;
};

}  // namespace gimbal::app
