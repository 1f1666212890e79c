// SPDX-License-Identifier: MIT
// The copy that may fault, with the page-fault handler's decisions in the order in which
// kernel/fault/trap.cpp takes them: resolve, judge, fail short.
#include "mm/demand_area.hpp"
#include "mm/machine.hpp"
#include "mm/window_judge.hpp"
#include "tests/sim/machine.hpp"

namespace {

// True: the access may be repeated.
bool handle(sim::PageFault const& fault, u32 bytes)
{
    if (mm::demand_fault(fault.address)) return true;
    auto const kind =
        (fault.error & sim::PageFault::kWrite) != 0 ? mm::AccessKind::Write : mm::AccessKind::Read;
    if (auto const report = mm::judge({fault.address, kind, bytes})) lib::stop(*report);
    return false;
}

// Makes an access, and again each time its page has come into being.
template <class Access> bool attempt(Access access, u32 bytes_left)
{
    for (;;) {
        try {
            access();
            return true;
        } catch (sim::PageFault const& fault) {
            if (!handle(fault, bytes_left)) return false;
        }
    }
}

} // namespace

u32 hw::copy_catching_faults(VirtAddr to, VirtAddr from, u32 bytes) noexcept(false)
{
    u32 done = 0;
    auto const copy_byte = [&] { sim::store(to + done, sim::load(from + done)); };
    while (done < bytes && attempt(copy_byte, bytes - done)) ++done;
    return bytes - done;
}

u32 hw::clear_catching_faults(VirtAddr to, u32 bytes) noexcept(false)
{
    u32 done = 0;
    auto const clear_byte = [&] { sim::store(to + done, std::byte{0}); };
    while (done < bytes && attempt(clear_byte, bytes - done)) ++done;
    return bytes - done;
}
