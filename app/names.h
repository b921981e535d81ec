// Short names in app/ for types that it uses everywhere.
#pragma once
#include "api/document/scene/document.h"
#include "gimbal/console/input_event.h"
#include "gimbal/console/panel_style.h"

namespace gimbal::app {

using console::InputEvent, console::PanelStyle, console::Rect;
using document::Camera, document::Document, document::Job, document::JobPtr, document::Mesh, document::MeshPtr,
    document::Object, document::ObjectId, document::Scene, document::ScenePtr, document::WorkerPool;

}  // namespace gimbal::app
