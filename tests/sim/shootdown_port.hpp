// SPDX-License-Identifier: MIT
// The log of flushes that reached other CPUs.
#pragma once

#include "lib/address.hpp"
#include "lib/cpu_mask.hpp"

#include <functional>
#include <vector>

namespace sim {

struct Shootdown {
    lib::CpuMask cpus;
    VirtRange pages;
    bool operator==(Shootdown const&) const = default;
};

/// Every shootdown since clear_shootdown_log(), oldest first.
[[nodiscard]] std::vector<Shootdown> shootdown_log();
void clear_shootdown_log();

/// While one lives, `look` is called at the beginning of every shootdown, when no CPU has dropped anything
/// yet.
class LookAtShootdowns {
public:
    explicit LookAtShootdowns(std::function<void()> look);
    ~LookAtShootdowns();
    LookAtShootdowns(LookAtShootdowns const&) = delete;
    LookAtShootdowns& operator=(LookAtShootdowns const&) = delete;
};

} // namespace sim
