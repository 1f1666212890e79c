// error: call to consteval function 'mm::layout::region' is not a constant expression
#include "mm/layout.hpp"

constexpr VirtRange kSlotsOf64Cpus = mm::layout::region(mm::layout::kFixmapDevices.end, 64u << 18);
