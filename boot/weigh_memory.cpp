// SPDX-License-Identifier: MIT
#include "boot/weigh_memory.hpp"

#include "lib/format.hpp"
#include "mm/memory_map.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

namespace boot {
namespace {

// Nothing that begins at 1 MiB comes nearer to 4 GiB: there lie the devices.
constexpr u64 kMostInOnePiece = 3584_MiB;
// The battery-backed memory counts what firmware keeps for its tables, at the end; on small boards there are
// none.
constexpr u64 kFirmwareKeeps = 1_MiB;
constexpr u64 kSmallBoard = 16_MiB;

struct Sizes {
    u64 lower; // from address 0
    u64 upper; // from 1 MiB
};

template <class... Values>
void remark(kernel::BootInfo& info, lib::FormatString<std::type_identity_t<Values>...> format,
            Values const&... values)
{
    lib::print<Values...>(info.remarks, format, values...);
    info.remarks.append("\n");
}

constexpr mm::MemoryLimits kAnywhere{.phys_bits = 64};

enum class Judgement : u8 { Believed, NotWhereWeRun, TooLittle };

Judgement judge(std::span<mm::FirmwareRange const> lines, mm::ReservedRange const& kernel)
{
    static constinit std::optional<mm::MemoryMap> room; // too large for a kernel stack
    mm::MemoryMap const& map = room.emplace(lines, std::span<mm::ReservedRange const>{}, kAnywhere);
    FrameRange const ours{Pfn::of(kernel.begin), Pfn::of(kernel.end)};
    if (mm::count_frames(map.ram(), ours) != ours.count()) return Judgement::NotWhereWeRun;
    u64 const all = mm::count_frames(map.ram(), {Pfn{0}, map.ram_end()});
    return all * kPageSize < kLeastMemory ? Judgement::TooLittle : Judgement::Believed;
}

std::array<mm::FirmwareRange, 2> lines_of(Sizes sizes)
{
    return {{{.begin = PhysAddr{0ull},
              .bytes = std::min(sizes.lower, 640_KiB),
              .type = mm::FirmwareRange::kUsable},
             {.begin = PhysAddr{1_MiB}, .bytes = sizes.upper, .type = mm::FirmwareRange::kUsable}}};
}

bool can_be_true(Sizes sizes, mm::ReservedRange const& kernel)
{
    auto const lines = lines_of(sizes);
    return sizes.upper <= kMostInOnePiece && judge(lines, kernel) == Judgement::Believed;
}

void use(kernel::BootInfo& info, Sizes sizes)
{
    auto const lines = lines_of(sizes);
    std::copy(lines.begin(), lines.end(), info.memory.begin());
    info.memory_count = lines.size();
}

void say_why(kernel::BootInfo& info, Judgement judgement)
{
    if (info.memory_count == 0) return;
    remark(info, "boot loader: its memory map is not believed: {}",
           judgement == Judgement::TooLittle ? "there is more than it tells of"
                                             : "it has no RAM where the kernel runs all the same");
}

Sizes without_firmwares(arch::CmosMemory const& cmos)
{
    u64 const kept = cmos.upper_bytes > kSmallBoard ? kFirmwareKeeps : 0;
    return {cmos.lower_bytes, cmos.upper_bytes - kept};
}

} // namespace

void weigh_memory(kernel::BootInfo& info, arch::CmosMemory const& cmos)
{
    mm::ReservedRange const& kernel = info.reserved.front();
    Judgement const map = judge(std::span{info.memory}.first(info.memory_count), kernel);
    if (map == Judgement::Believed) return;

    Sizes const told{info.lower_bytes, info.upper_bytes};
    Sizes const kept = without_firmwares(cmos);
    if (can_be_true(told, kernel)) {
        say_why(info, map);
        remark(info, "boot loader: no memory map, only sizes: {} KiB and, from 1 MiB, {} KiB",
               told.lower >> 10, told.upper >> 10);
        return use(info, told);
    }
    if (told.upper > kMostInOnePiece)
        remark(info, "boot loader: {} KiB from 1 MiB on are not believed: devices lie below 4 GiB",
               told.upper >> 10);
    if (!can_be_true(kept, kernel)) return;
    say_why(info, map);
    remark(info, "memory: sizes from the battery-backed memory: {} KiB and, from 1 MiB, {} KiB",
           kept.lower >> 10, kept.upper >> 10);
    use(info, kept);
}

} // namespace boot
