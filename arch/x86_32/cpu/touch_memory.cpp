// SPDX-License-Identifier: MIT
// Touching frames before there are windows: through the last entry of the early directory, which nothing
// else uses, so the early tables are as before when this is done.
#include "arch/x86_32/cpu/instructions.hpp"
#include "arch/x86_32/decode/answering_memory.hpp"
#include "kernel/hw/paging.hpp"
#include "mm/machine.hpp"
#include "mm/page_table.hpp"

#include <array>

extern "C" std::array<mm::PteSlot, mm::kEntriesPerTable> early_directory; // boot/early_paging.asm

namespace arch {
namespace {

constexpr VirtAddr kEarlyWindow{0xFFE0'0000}; // shown by the directory's last entry

class EarlyWindow final : public UncachedMemory {
public:
    EarlyWindow() = default;
    ~EarlyWindow() { show_nothing(); }
    EarlyWindow(EarlyWindow const&) = delete;
    EarlyWindow& operator=(EarlyWindow const&) = delete;

    [[nodiscard]] u32 read(PhysAddr from) override { return word(from); }
    void write(PhysAddr to, u32 value) override { word(to) = value; }

private:
    static mm::PteSlot& entry() { return early_directory.back(); }

    u32 volatile& word(PhysAddr address)
    {
        u32 const offset = static_cast<u32>(address.raw()) % kLargePageSize;
        show(Pfn::of(PhysAddr{address.raw() - offset}));
        return *reinterpret_cast<u32 volatile*>(hw::at(kEarlyWindow + offset)); // always mapped and aligned
    }

    // Not PWT, too: in the PAT that means write-combining, whose stores may wait.
    void show(Pfn large)
    {
        constexpr u32 kFlags = mm::Pte::kPresent | mm::Pte::kWrite | mm::Pte::kPcd | mm::Pte::kAccessed |
                               mm::Pte::kDirty | mm::Pte::kLarge;
        if (shown_ == large) return;
        show_nothing();
        mm::publish(entry(), mm::Pte::frame(large, kFlags));
        shown_ = large;
    }
    void show_nothing()
    {
        mm::retract(entry());
        write_cr3(read_cr3()); // where INVLPG drops 4 KiB of a large page, as in v86, the rest would stay
    }

    Pfn shown_{~u32{0}}; // no large page begins there
};

} // namespace
} // namespace arch

namespace hw {

bool memory_answers(Pfn frame) noexcept
{
    static constinit bool flushed = false;
    if (!flushed)
        arch::wbinvd(); // what a loader left in the caches is not to come over what is written past them
    flushed = true;     // from here on, nobody touches an unused frame in another way
    arch::EarlyWindow window;
    return arch::answers(window, frame.base());
}

} // namespace hw
