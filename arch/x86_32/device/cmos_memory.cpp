// SPDX-License-Identifier: MIT
#include "arch/x86_32/device/cmos_memory.hpp"

#include "arch/x86_32/device/rtc.hpp"

namespace arch {

CmosMemory cmos_memory() { return decode_cmos_memory(read_cmos); }

} // namespace arch
