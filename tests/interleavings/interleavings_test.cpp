// SPDX-License-Identifier: MIT
// kmap_local in every interleaving of two threads and an interrupt with a bounded number of forced events,
// at each store to a page table or to a thread's stack of mappings: the argument at the head of
// mm/local_slot.hpp, put to the test.
#include "tests/interleavings/interleaver.hpp"
#include "tests/sim/booted_machine.hpp"

#include <iostream>

namespace {

struct Row {
    char const* name;
    sim::Programs programs;
    u32 forced; ///< interrupts, switches and migrations, anywhere

    friend std::ostream& operator<<(std::ostream& out, Row const& row) { return out << row.name; }
};

// The deeper the programs, the fewer the events: each of these takes a second. With one event more, four of
// them are a million interleavings and 40 CPU-seconds, in which nothing was found; NestedAndOnce alone takes
// longer.
constexpr Row kRows[] = {
    {"EachMapsOnce", {"()", "()", "()"}, 3},       {"NestedAndOnce", {"(())", "()", "()"}, 3},
    {"TwiceAndNested", {"()()", "(())", "()"}, 2}, {"AllNested", {"(())", "(())", "(())"}, 2},
    {"ThreeDeep", {"((()))", "(()())", "()"}, 2},
};

class Interleavings : public sim::BootedMachine, public testing::WithParamInterface<Row> {
protected:
    Interleavings() : BootedMachine({.cpus = 2}) {}
};

TEST_P(Interleavings, ShowEachThreadItsOwnFramesAndNoOthers)
{
    sim::Interleaver interleaver{GetParam().programs};
    u64 const runs =
        sim::explore(GetParam().forced, [&](sim::Explorer& explorer) { interleaver.run(explorer); });
    RecordProperty("interleavings", static_cast<int>(runs));
    std::cout << "             " << runs << " interleavings\n";
    EXPECT_GT(runs, 2000u); // otherwise nothing was tried
}

INSTANTIATE_TEST_SUITE_P(Programs, Interleavings, testing::ValuesIn(kRows),
                         [](auto const& row) { return std::string{row.param.name}; });

} // namespace
