// SPDX-License-Identifier: MIT
// Error codes as in SDM vol. 3B, 15.9: simple ones, and compound ones whose fields say what was going on.
#include "arch/x86_32/decode/machine_check.hpp"

#include "lib/format.hpp"

namespace arch {

namespace {

std::string_view request_name(u32 request)
{
    constexpr std::string_view kNames[] = {"access",    "read",       "write",
                                           "data read", "data write", "instruction fetch",
                                           "prefetch",  "eviction",   "snoop"};
    return request < std::size(kNames) ? kNames[request] : "access of a reserved kind";
}

std::string_view transaction_name(u32 transaction)
{
    constexpr std::string_view kNames[] = {"instructions", "data", "data or instructions", "reserved"};
    return kNames[transaction & 3];
}

std::string_view level_name(u32 level)
{
    constexpr std::string_view kNames[] = {"level 0", "level 1", "level 2", "some level"};
    return kNames[level & 3];
}

std::string_view memory_name(u32 operation)
{
    constexpr std::string_view kNames[] = {"error", "read error", "write error", "address or command error",
                                           "scrubbing error"};
    return operation < std::size(kNames) ? kNames[operation] : "error of a reserved kind";
}

std::string_view participation_name(u32 participation)
{
    constexpr std::string_view kNames[] = {"this CPU asked", "this CPU answered", "this CPU looked on",
                                           "whoever it was"};
    return kNames[participation & 3];
}

std::string_view target_name(u32 target)
{
    constexpr std::string_view kNames[] = {"memory", "reserved", "I/O", "something else"};
    return kNames[target & 3];
}

std::string_view simple_name(u32 code)
{
    switch (code) {
    case 0x0000: return "no error code";
    case 0x0001: return "an error of no class";
    case 0x0002: return "parity in the microcode ROM";
    case 0x0003: return "another CPU or the chipset signalled an error";
    case 0x0004: return "two CPUs that check each other disagree";
    case 0x0005: return "parity inside the CPU";
    case 0x0006: return "system management code outside its memory";
    case 0x0400: return "the CPU's internal timer";
    case 0x0E0B: return "an I/O error";
    default: break;
    }
    return (code & 0xFC00) == 0x0400 ? "inside the CPU, of no class" : "an unknown code";
}

void print_memory(lib::Sink& sink, u32 code)
{
    constexpr u32 kNoChannel = 15;
    lib::print(sink, "memory {}", memory_name(code >> 4 & 7));
    if ((code & 15) != kNoChannel) lib::print(sink, ", channel {}", code & 15);
}

void print_cache(lib::Sink& sink, u32 code)
{
    lib::print(sink, "cache of {}, {}, {}", transaction_name(code >> 2), level_name(code),
               request_name(code >> 4 & 15));
}

void print_bus(lib::Sink& sink, u32 code)
{
    lib::print(sink, "bus, {} of {}, {}{}", request_name(code >> 4 & 15), target_name(code >> 2),
               participation_name(code >> 9), (code >> 8 & 1) != 0 ? ", timed out" : "");
}

// Bit 12 only says that an error like it may be left out of the count.
void print_code(lib::Sink& sink, u32 code)
{
    u32 const kind = code & 0xEFFF;
    if ((kind & 0xF800) == 0x0800 && kind != 0x0E0B) return print_bus(sink, kind);
    if ((kind & 0xFF00) == 0x0100) return print_cache(sink, kind);
    if ((kind & 0xFF80) == 0x0080) return print_memory(sink, kind);
    if ((kind & 0xFFF0) == 0x0010)
        return lib::print(sink, "TLB of {}, {}", transaction_name(kind >> 2), level_name(kind));
    if ((kind & 0xFFFC) == 0x000C) return lib::print(sink, "caches, {}", level_name(kind));
    sink.write(simple_name(code));
}

} // namespace

std::string_view nmi_sentence(u8 system_control)
{
    constexpr u8 kParity = 1u << 7, kChannelCheck = 1u << 6;
    bool const parity = (system_control & kParity) != 0, channel = (system_control & kChannelCheck) != 0;
    if (parity && channel) return "memory parity or SERR# (port 0x61, bit 7), and IOCHK# of a card (bit 6)";
    if (parity) return "memory parity, or SERR# of a PCI device (port 0x61, bit 7)";
    if (channel) return "IOCHK# of a card (port 0x61, bit 6)";
    return "the chipset gives no reason (port 0x61: neither parity nor IOCHK): a button, a watchdog, or "
           "another CPU";
}

} // namespace arch

namespace kernel {

void print_error_status(lib::Sink& sink, u64 status)
{
    using namespace arch::error_status;
    sink.write((status & kUncorrected) != 0 ? "not corrected" : "corrected");
    if ((status & kContextCorrupt) != 0) sink.write(", execution cannot continue");
    if ((status & kOverflow) != 0) sink.write(", others were lost");
    sink.write(": ");
    arch::print_code(sink, static_cast<u32>(status & 0xFFFF));
}

} // namespace kernel
