// The settings that have changed and are on their way to the disk.
#pragma once
#include <mutex>
#include <utility>

#include "app/settings_file.h"

namespace gimbal::app {

// Thread: any.   GIL: never.
class UnwrittenSettings {
public:
    void put(const SettingsContent& newer) {
        std::lock_guard lock(mutex_);
        changes_.merge(newer);
    }
    void put_back(SettingsContent older) {  // after a failed write
        std::lock_guard lock(mutex_);
        changes_.merge_older(std::move(older));
    }
    SettingsContent take() {
        std::lock_guard lock(mutex_);
        return std::exchange(changes_, {});
    }

private:
    std::mutex mutex_;
    SettingsContent changes_;
};

}  // namespace gimbal::app
