// SPDX-License-Identifier: MIT
#include "runs/test/boundaries.hpp"

#include "kernel/log/log.hpp"
#include "kernel/log/symbols.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace kernel {

u32 Boundaries::Function::count() const
{
    return std::accumulate(seen.begin(), seen.end(), 0u,
                           [](u32 sum, u32 bits) { return sum + static_cast<u32>(std::popcount(bits)); });
}

Boundaries::Function* Boundaries::function_at(VirtAddr begin, std::string_view name)
{
    auto const end = functions_.begin() + count_;
    auto const found =
        std::find_if(functions_.begin(), end, [begin](Function const& each) { return each.begin == begin; });
    if (found != end) return found;
    if (end == functions_.end()) return nullptr;
    ++count_;
    end->begin = begin, end->name = name;
    return end;
}

void Boundaries::clear()
{
    for (Function& function : functions_) {
        function.begin = {};
        function.seen.fill(0);
    }
    count_ = elsewhere_ = 0;
}

void Boundaries::add(VirtAddr instruction)
{
    auto const hit = find_symbol(embedded_symbols(), instruction);
    Function* const function = hit ? function_at(instruction - hit->offset, hit->name) : nullptr;
    if (function == nullptr) {
        ++elsewhere_;
        return;
    }
    u32 const byte = std::min(hit->offset, Function::kMaxBytes - 1);
    function->seen[byte / 32] |= 1u << (byte % 32);
}

u32 Boundaries::in_function(std::uintptr_t address) const
{
    for (Function const& function : functions_)
        if (function.begin.raw() == address) return function.count();
    return 0;
}

u32 Boundaries::in_function(std::string_view name) const
{
    for (u32 index = 0; index < count_; ++index)
        if (functions_[index].name == name) return functions_[index].count();
    return 0;
}

void Boundaries::print() const
{
    u32 sum = 0;
    for (u32 index = 0; index < count_; ++index) sum += functions_[index].count();
    say("# {} boundaries", sum);
    for (u32 index = 0; index < count_; ++index)
        say("#   {} {}", functions_[index].count(), functions_[index].name);
    if (elsewhere_ != 0) say("#   and {} interrupts elsewhere", elsewhere_);
}

} // namespace kernel
