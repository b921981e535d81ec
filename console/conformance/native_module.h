// The module gimbal_conformance, with which scripts of the checks reach C++.
#pragma once
#include "gimbal/console/options.h"

namespace gimbal::console::conformance {

// Its function wait_at_gate() stays in native code with the GIL released until open_gate().
Extension native_module();

// Thread: any.   GIL: not needed.
void open_gate();
bool is_somebody_at_gate();

}  // namespace gimbal::console::conformance
