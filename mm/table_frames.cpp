// SPDX-License-Identifier: MIT
#include "mm/table_frames.hpp"

#include "lib/check.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/page_table.hpp"

#include <algorithm>

namespace mm {

namespace {

class LowmemTables final : public TableFrames {
public:
    [[nodiscard]] std::optional<Pfn> take() override
    {
        auto const frame = frames().alloc_frames(0, ZoneChoice::LowOnly);
        if (!frame) return std::nullopt;
        std::ranges::fill(table_at(frame->pfn()), PteSlot{});
        return frame->pfn();
    }
    void give(Pfn table) override { frames().free_frames(Frame{table}, 0); }
};

constinit LowmemTables g_lowmem_tables;

PteSlot& link_of(Pfn table) { return table_at(table).front(); }

} // namespace

TableFrames& lowmem_tables() noexcept { return g_lowmem_tables; }

void TableChain::push(TableChain&& other)
{
    if (other.empty()) return;
    if (empty()) {
        first_ = other.first_;
    } else {
        publish(link_of(last_), Pte::frame(other.first_, 0));
    }
    last_ = other.last_;
    other.first_ = other.last_ = Pfn{};
}

Pfn TableChain::pop()
{
    CHECK(!empty());
    Pfn const table = first_;
    first_ = read_entry(link_of(table)).pfn();
    retract(link_of(table));
    return table;
}

bool take_tables(TableFrames& from, u32 count, TableChain& chain)
{
    TableChain taken;
    for (; count != 0; --count) {
        auto const table = from.take();
        if (!table) {
            give_tables(from, taken);
            return false;
        }
        taken.push(*table);
    }
    chain.push(std::move(taken));
    return true;
}

void give_tables(TableFrames& to, TableChain& chain)
{
    while (!chain.empty()) to.give(chain.pop());
}

} // namespace mm
