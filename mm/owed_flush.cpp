// SPDX-License-Identifier: MIT
#include "mm/owed_flush.hpp"

#include "lib/check.hpp"
#include "lib/format.hpp"
#include "lib/processor.hpp"
#include "lib/report.hpp"
#include "mm/flush_range.hpp"

#include <utility>

namespace mm {

void OwedFlush::add(OwedFlush&& other)
{
    CHECK(space_ == other.space_);
    add(std::exchange(other.pages_, {}));
    tables_.push(std::move(other.tables_));
}

void OwedFlush::settle_here()
{
    if (flushes_watched()) owe_flush_only_on(hw::cpu_index(), pages_);
    flush_range(pages_);
    paid();
}

void OwedFlush::stop_forgotten(VirtRange pages)
{
    lib::Report report;
    lib::print(report.headline,
               "the translations of {} to {} were changed and not flushed: a CPU may go on with the old ones",
               pages.begin, pages.end);
    lib::stop(report);
}

} // namespace mm
