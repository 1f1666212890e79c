// SPDX-License-Identifier: MIT
#include "mm/local_window.hpp"

namespace mm {

LocalWindow::LocalWindow(KernelSpace const& space, u32 cpu)
    : entries_{space.fixmap + layout::kFixmapDevicePages + cpu * kPages},
      base_{layout::kLocalBase + cpu * kPages * kPageSize}
{
}

} // namespace mm
