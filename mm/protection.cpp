// SPDX-License-Identifier: MIT
#include "mm/protection.hpp"

namespace mm {

namespace {

constinit EntryFeatures g_features{};

} // namespace

EntryFeatures const& entry_features() noexcept { return g_features; }
void set_entry_features(EntryFeatures const& features) noexcept { g_features = features; }

} // namespace mm
