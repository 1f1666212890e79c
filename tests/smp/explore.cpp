// SPDX-License-Identifier: MIT
#include "tests/smp/explore.hpp"

#include <gtest/gtest.h>

namespace sim {

bool Explorer::next_run()
{
    while (!path_.empty() && path_.back().left.empty()) path_.pop_back();
    if (path_.empty() && runs_ != 0) return false;
    if (!path_.empty()) {
        Choice& last = path_.back();
        last.taken = last.left.first();
        last.left.remove(last.taken);
    }
    ++runs_;
    depth_ = 0;
    forced_so_far_ = 0;
    return true;
}

u32 Explorer::next(u32 now, lib::CpuMask able)
{
    bool const could_stay = able.contains(now);
    if (depth_ == path_.size()) {
        Choice choice;
        choice.taken = could_stay ? now : able.first();
        bool const others_too = !could_stay || forced_so_far_ < bound_;
        choice.left = others_too ? able.without(choice.taken) : lib::CpuMask{};
        path_.push_back(choice);
    }
    u32 const taken = path_[depth_++].taken;
    if (could_stay && taken != now) ++forced_so_far_;
    return taken;
}

u64 explore(u32 forced_switches, std::function<void(Explorer&)> const& scenario)
{
    Explorer explorer{forced_switches};
    while (explorer.next_run()) {
        scenario(explorer);
        if (testing::Test::HasFailure()) {
            ADD_FAILURE() << "in run " << explorer.runs();
            break;
        }
    }
    return explorer.runs();
}

} // namespace sim
