// SPDX-License-Identifier: MIT
// Machine checks and NMIs as reports: the kernel did not cause them, so it says what the hardware says.
#pragma once

#include "lib/report.hpp"

namespace kernel {

/// In the exception itself, since it takes the errors out of the CPU's banks.
[[nodiscard]] lib::Report explain_machine_check();
[[nodiscard]] lib::Report explain_nmi();

} // namespace kernel
