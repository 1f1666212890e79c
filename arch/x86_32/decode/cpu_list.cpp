// SPDX-License-Identifier: MIT
// Which of the CPUs that firmware lists are usable. See arch/x86_32/decode/cpu_list.hpp.
#include "arch/x86_32/decode/cpu_list.hpp"

namespace arch {

namespace {
constexpr u32 kBroadcastId = 0xFF; // in xAPIC mode it means everybody
}

void add_cpu(CpuList& list, u32 apic_id, bool enabled)
{
    if (!enabled) {
        ++list.disabled;
    } else if (apic_id >= kBroadcastId) {
        ++list.too_large;
    } else if (list.apic_ids.contains(static_cast<u8>(apic_id))) {
        list.complaints.add("APIC id {} is listed twice; the second entry is ignored", apic_id);
    } else {
        list.apic_ids.push(static_cast<u8>(apic_id));
    }
}

void finish(CpuList& list)
{
    if (list.too_large != 0)
        list.complaints.add("{} CPUs have an APIC id above 254 and stay unused", list.too_large);
    if (list.apic_ids.left_out() != 0)
        list.complaints.add("{} CPUs beyond the first {} stay unused", list.apic_ids.left_out(),
                            mm::layout::kMaxCpus);
    if (list.io_apics.left_out() != 0)
        list.complaints.add("{} I/O APICs too many are ignored", list.io_apics.left_out());
}

} // namespace arch
