// The settings that the window keeps between sessions, in settings.toml of the user folder.
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace gimbal::app {

// Thread: UI.
class Settings {
public:
    explicit Settings(std::filesystem::path file);  // reads the file; renames it to .broken if it does not parse
    std::string save();                             // writes the file if a setting has changed; returns "" or the error
    std::string text() const;                       // the contents of the file
    const std::filesystem::path& file() const { return file_; }
    // Called after each change. The caller writes text() and then calls mark_written().
    void on_change(std::function<void()> changed) { changed_function_ = std::move(changed); }
    bool changed() const { return changed_; }
    void mark_written(bool written = true) { changed_ = !written; }
    static std::string write(const std::filesystem::path& file,
                             const std::string& text);  // "" or the error. Thread: any.
    double number(const std::string& key, double fallback) const;
    void set_number(const std::string& key, double value);
    std::vector<std::string> recent_files() const;  // newest first
    void add_recent_file(const std::string& path);
    std::string problem() const;  // the problem with the file or its folder; "": none

private:
    void note_change();

    std::filesystem::path file_;
    std::map<std::string, double> numbers_;
    std::vector<std::string> recent_;
    std::string problem_;
    bool changed_ = false;
    std::function<void()> changed_function_;
};

}  // namespace gimbal::app
