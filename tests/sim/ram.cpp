// SPDX-License-Identifier: MIT
#include "tests/sim/ram.hpp"

#include <stdexcept>
#include <sys/mman.h>

namespace sim {

namespace {

std::byte* map_ram()
{
    void* const memory =
        mmap(nullptr, kRamBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) throw std::runtime_error{"the host cannot reserve the simulated memory"};
    return static_cast<std::byte*>(memory);
}

std::byte* base()
{
    static std::byte* const memory = map_ram();
    return memory;
}

} // namespace

std::byte* ram(PhysAddr address)
{
    if (address.raw() >= kRamBytes) throw std::out_of_range{"no physical memory at this address"};
    return base() + address.raw();
}

void clear_ram()
{
    // Private anonymous memory reads as zeros after this, and the host gets its pages back.
    if (madvise(base(), kRamBytes, MADV_DONTNEED) != 0) throw std::runtime_error{"madvise failed"};
}

} // namespace sim
