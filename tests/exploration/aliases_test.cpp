// SPDX-License-Identifier: MIT
// kmap() under kmap.debug=alias, where each frame gets an area of vmap's. Switches are bounded, as each test
// says: 0.5 million states and 3.5 CPU-seconds.
#include "mm/kmap_alias.hpp"
#include "mm/vmap_area.hpp"
#include "tests/exploration/explored_kmap.hpp"

namespace {

using exploration::KmapExplored;
using mm::SharedSlots;

// kmap.debug=alias: the pages that are looked at are those of the vmap area, which the callers are told.
class AliasesExplored : public KmapExplored {
protected:
    void begin_with_aliases(u32 cpus, u32 slots, u32 frame_count)
    {
        begin_with(cpus, slots, frame_count);
        auto const aliases = exploration::bytes_of(mm::kmap_aliases());
        exploration.memory.add("aliases", exploration::Kind::Shared, aliases.first(kLockAndRows));
        exploration.memory.add("areas", exploration::Kind::Shared, exploration::bytes_of(mm::vmap_area()));
        auto const& tables = mm::vmap_area().tables();
        exploration.memory.add("first tag", exploration::Kind::Shared,
                               exploration::bytes_of(tables.entry(0)));
        // Areas come from the end, one page and its guard each; the last page is nobody's.
        u32 const end = mm::layout::kVmapArea.pages();
        std::span const last{&tables.entry(end - kLast), kLast};
        exploration.memory.add("last tags", exploration::Kind::Shared, std::as_writable_bytes(last));
        for (u32 area = 0; area < exploration::kPages; ++area) {
            u32 const page = end - 2 - 2 * area;
            exploration.entries[area] = {reinterpret_cast<std::uintptr_t>(&tables.entry(page)),
                                         tables.address_of(page)};
        }
        exploration.at_the_end = [this] { return what_of_the_aliases_is_left(); };
    }

private:
    static constexpr u32 kLast = 16;
    static constexpr std::size_t kLockAndRows = 16 + 4 * sizeof(mm::KmapAlias); ///< of the first slots

    [[nodiscard]] std::string what_of_the_aliases_is_left() const
    {
        auto const& pool = mm::kmap_pool();
        if (pool.waiting() != 0) return "somebody is counted as waiting";
        for (u32 slot = 0; slot < pool.slots().count(); ++slot)
            if (pool.slots().users(slot) > SharedSlots::kUnused) return "a slot has users";
        for (u32 area = 0; area < exploration::kPages; ++area) {
            if ((exploration::entry_seen_by(0, area) & mm::Pte::kPresent) != 0) return "an alias is left";
            for (u32 cpu = 0; cpu < exploration.cpus; ++cpu)
                if (mm::kmap_debug().eager && exploration::may_use(cpu, area)[0] != 0)
                    return "an alias is still cached";
        }
        return {};
    }
};
TEST_F(AliasesExplored, TwoMapTheSameFrameAndShareItsAlias)
{
    mm::set_kmap_debug({.alias = true});
    begin_with_aliases(2, 1, 1);
    exploration.forced_switches = 2;
    exploration.programs[0] = exploration.programs[1] = [this] { use(0); };
    expect_all_is_well();
}

TEST_F(AliasesExplored, EagerOnesTakeTurnsAtTheSameAddresses)
{
    mm::set_kmap_debug({.alias = true, .eager = true});
    begin_with_aliases(2, 2, 2);
    exploration.forced_switches = 1;
    exploration.programs[0] = [this] { use(0); };
    exploration.programs[1] = [this] { use(1), use_if_mapped(0); };
    expect_all_is_well();
}

} // namespace
