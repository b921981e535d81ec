// The home folder is read-only, cannot be made, or is not known. The engine and the panel work. The history lasts as
// long as the program, and one sentence says why.
#include "tests/hosts/host_panel.h"

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
namespace fs = std::filesystem;

const char* const home_variables[] = {"HOME",           "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME",
                                      "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"};

// The superuser may write into a read-only folder. Without this capability the mode of a folder counts.
void obey_modes() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3]{};
    if (syscall(SYS_capget, &header, sets) != 0) return;
    sets[0].effective &= ~(1u << CAP_DAC_OVERRIDE);
    EXPECT(syscall(SYS_capset, &header, sets) == 0);
}

// Where a program keeps what belongs to its user, by the rule of the XDG base directories. Empty: nowhere.
fs::path state_folder() {
    if (const char* state = std::getenv("XDG_STATE_HOME")) return fs::path(state) / "host";
    if (const char* home = std::getenv("HOME")) return fs::path(home) / ".local/state/host";
    return {};
}

void use(const fs::path& home) {
    for (const char* name : home_variables) home.empty() ? unsetenv(name) : setenv(name, home.c_str(), 1);
}

int count(const std::string& text, const std::string& part) {
    int found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

// Runs a program of the host with its history and its session in `folder`. Returns what the panel shows at the end.
std::string shown_with(const fs::path& folder) {
    EngineOptions options = host_options();
    if (!folder.empty()) options.session_dir = folder / "sessions";
    HostImgui imgui;
    Host host(options);
    std::string text;
    {
        HostPanel panel(host.engine, folder.empty() ? fs::path() : folder / "history");
        panel.enter("6 * 7");
        EXPECT(panel.shows("\n42\n"));
        panel.enter("import os, site, tempfile; print(await __import__('asyncio').sleep(0, 'aw' + 'aited'))");
        EXPECT(panel.shows("\nawaited\n"));
        panel.press(key::up);
        panel.press(key::up);
        EXPECT(panel.shows("awaited\n>>> 6 * 7\n"));
        text = panel.text();
    }
    EXPECT(host.engine.quit(30));
    return text;
}

void expect_one_sentence(const std::string& text, const fs::path& history, const std::string& reason) {
    EXPECT(count(text, "The history is not kept") == 1);
    EXPECT(contains(text, history.string() + ": " + reason));
    if (failures > 0) std::fprintf(stderr, "the panel shows:\n%s\n", text.c_str());
}
}  // namespace

int main() {
    obey_modes();
    const fs::path home = fs::temp_directory_path() / ("host_home." + std::to_string(getpid()));
    fs::create_directories(home);
    fs::permissions(home, fs::perms::owner_read | fs::perms::owner_exec);

    use(home);
    expect_one_sentence(shown_with(state_folder()), state_folder() / "history", "Permission denied");
    EXPECT(fs::is_empty(home));

    use("/dev/null/home");  // below a file: it is missing and cannot be made
    expect_one_sentence(shown_with(state_folder()), state_folder() / "history", "Not a directory");

    use({});
    EXPECT(state_folder().empty());
    EXPECT(count(shown_with(state_folder()), "not kept") == 0);  // the host has asked for a history in memory

    fs::permissions(home, fs::perms::owner_all);
    fs::remove_all(home);
    return result();
}
