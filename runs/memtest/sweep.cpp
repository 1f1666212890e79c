// SPDX-License-Identifier: MIT
// Memory is reached through kmap_local_compound(): up to 16 frames at once, lowmem where the direct map has
// it.
#include "runs/memtest/sweep.hpp"

#include "lib/atomic.hpp"
#include "lib/check.hpp"
#include "mm/local_compound.hpp"
#include "runs/memtest/apply.hpp"

namespace kernel::memtest {

namespace {

/// From where a word lies in a window to where it lies in memory.
struct Reporter {
    Findings& findings;
    Traversal const& traversal;
    u32 const* words; ///< the first one of the window
    Pfn frame;        ///< which this frame holds

    void operator()(u32 const& word, u32 expected, u32 found) const
    {
        u32 const offset = static_cast<u32>(&word - words) * sizeof(u32);
        findings.note({frame.base() + offset, expected, found, traversal});
    }
};

void work_on(Block window, Traversal const& traversal, Findings& findings)
{
    mm::LocalCompoundMap map{mm::Frame{window.first}, window.order};
    CHECK(static_cast<bool>(map)); // it is the only mapping of this thread
    auto const bytes = map.bytes();
    // RAM is bytes; to the test it is words.
    std::span const words{reinterpret_cast<u32*>(bytes.data()), bytes.size() / sizeof(u32)};
    Reporter const bad{findings, traversal, words.data(), window.first};
    apply(traversal, words, window.first, bad);
}

} // namespace

void Sweep::work()
{
    while (auto const block = take()) {
        for_each_window(*block, traversal_.downwards(),
                        [&](Block window) { work_on(window, traversal_, findings_); });
        done_.fetch_add(block->frames(), lib::MemoryOrder::Relaxed);
    }
}

std::optional<Block> Sweep::take()
{
    if (stopped_.load(lib::MemoryOrder::Relaxed)) return {};
    lib::SpinGuard const guard{lock_};
    return cursor_.next();
}

} // namespace kernel::memtest
