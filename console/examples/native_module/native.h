// The Python module `native` of this program.
#pragma once
#include <gimbal/console/options.h>
#include <gimbal/console/ui_queue.h>

#include <string>

// `ui` must outlive the engine: native.show() posts to it.
gimbal::console::Extension native_module(gimbal::console::UiQueue& ui);

// The text of native.pyi, for editors and type checkers.
std::string native_stub();

// Before Engine::quit(), because the threads post to the engine.
void end_native_threads();
