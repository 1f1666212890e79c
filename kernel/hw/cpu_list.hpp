// SPDX-License-Identifier: MIT
// What firmware says about CPUs and interrupt controllers, in whichever table: arch/x86_32 fills in this
// one value and starts CPUs by it, and the board report shows it. A claim, not a fact: a listed CPU may not
// answer.
#pragma once

#include "lib/bounded_list.hpp"
#include "lib/format.hpp"
#include "mm/layout.hpp"

namespace kernel {

/// Sentences about what is wrong in a table: what, where, and what is done about it. For the log.
class Complaints {
public:
    template <class... Values>
    void add(lib::FormatString<std::type_identity_t<Values>...> format, Values const&... values)
    {
        sentences_.push(lib::formatted<kLongest, Values...>(format, values...));
    }
    [[nodiscard]] auto view() const { return sentences_.view(); }
    [[nodiscard]] u32 left_out() const { return sentences_.left_out(); }

private:
    static constexpr std::size_t kLongest = 144;
    lib::BoundedList<lib::Text<kLongest>, 8> sentences_; // hostile tables could produce thousands
};

struct IoApic {
    u8 id = 0;
    PhysAddr registers;
    u32 first_gsi = 0; ///< the global interrupt number of its first input

    constexpr bool operator==(IoApic const&) const = default;
};

/// An ISA interrupt that arrives at an input other than that of its own number, or with another signal.
struct InterruptOverride {
    u8 isa_irq = 0;
    u32 gsi = 0;
    u16 flags = 0; ///< bits 0-1 polarity, 2-3 trigger mode, as ACPI and the MP table both encode them

    constexpr bool operator==(InterruptOverride const&) const = default;
};

inline constexpr PhysAddr kUsualLapic{0xFEE0'0000ull};

struct CpuList {
    enum class Source : u8 { None, Acpi, MpTable, MpDefault };

    Source source = Source::None;
    PhysAddr lapic = kUsualLapic;                        ///< the register page, the same for every CPU
    lib::BoundedList<u8, mm::layout::kMaxCpus> apic_ids; ///< enabled, each once, in firmware's order
    u32 disabled = 0;                                    ///< listed as not usable
    u32 too_large = 0; ///< with an APIC id above 254, which xAPIC mode cannot address
    lib::BoundedList<IoApic, 8> io_apics;
    lib::BoundedList<InterruptOverride, 16> overrides;
    Complaints complaints;
};

} // namespace kernel
