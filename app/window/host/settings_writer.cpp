#include "app/window/host/settings_writer.h"

#include <utility>

#include "gimbal/console/thread_role.h"

namespace gimbal::app {

SettingsWriter::SettingsWriter(Settings& settings, console::UiQueue& ui, std::function<void(std::string)> report)
    : settings_(settings),
      ui_(ui),
      report_(std::move(report)),
      self_(std::make_shared<SettingsWriter*>(this)) {
    settings_.on_change([this] { write(); });
    if (settings_.changed()) write();
}

SettingsWriter::~SettingsWriter() { finish(); }

void SettingsWriter::write() {
    GIMBAL_ON(ui);
    if (job_) return;
    settings_.mark_written();
    const auto done = [weak = std::weak_ptr(self_)](const std::string& error) {
        const auto alive = weak.lock();
        if (!alive) return;
        SettingsWriter& writer = **alive;
        writer.job_.reset();
        if (!error.empty()) {
            writer.settings_.mark_written(false);  // so that the next change, or the end, writes it again
            writer.report_(error);
        } else if (writer.settings_.changed()) {
            writer.write();
        }
    };
    job_ = pool_.submit("writing the settings",
                        [&ui = ui_, done, file = settings_.file(), text = settings_.text()](Job&) {
                            ui.post([done, error = Settings::write(file, text)] { done(error); });
                        });
}

void SettingsWriter::finish() {
    GIMBAL_ON(ui);
    settings_.on_change({});
    self_.reset();
    if (!job_) return;
    job_->wait();
    job_.reset();
    settings_.mark_written(false);  // nobody has read its answer
}

}  // namespace gimbal::app
