// SPDX-License-Identifier: MIT
#include "tests/smp/stacks.hpp"

#include "kernel/thread/thread.hpp"
#include "kernel/thread/thread_stack.hpp"
#include "tests/sim/sanitizers.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <new>
#include <sys/mman.h>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

namespace sim {

namespace {

constexpr std::size_t kBytes = 128 * 1024; // sanitizers make frames large
constexpr std::size_t kGuard = 4096;
constexpr u32 kNoLimit = ~0u;

struct Owned {
    Stack stack;
    std::unique_ptr<Fiber> fiber;
};

std::map<std::byte*, Owned> g_stacks; // by the lowest address
std::vector<Stack> g_spare;           // mapping memory is slow
u32 g_limit = kNoLimit;

std::map<std::byte*, Owned>::iterator owner_of(std::span<std::byte> part)
{
    return std::prev(g_stacks.upper_bound(part.data()));
}

// Code that left its frames on this stack without returning left them poisoned.
void clean(Stack const& stack)
{
    static_cast<void>(stack);
    ON_ADDRESS_SANITIZER(__asan_unpoison_memory_region(stack.bytes().data(), stack.bytes().size()));
}

Stack take_stack()
{
    if (g_spare.empty()) return Stack{};
    Stack stack = std::move(g_spare.back());
    g_spare.pop_back();
    clean(stack);
    return stack;
}

} // namespace

Stack::Stack()
{
    void* const memory = mmap(nullptr, kGuard + kBytes, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED || mprotect(memory, kGuard, PROT_NONE) != 0) throw std::bad_alloc{};
    bytes_ = {static_cast<std::byte*>(memory) + kGuard, kBytes};
    clean(*this);
}

Stack::Stack(Stack&& from) noexcept : bytes_{std::exchange(from.bytes_, {})} {}

Stack::~Stack()
{
    if (!bytes_.empty()) munmap(bytes_.data() - kGuard, kGuard + kBytes);
}

Fiber* new_fiber(std::span<std::byte> stack, void (*entry)())
{
    Owned& owned = owner_of(stack)->second;
    owned.fiber = std::make_unique<Fiber>(stack, entry);
    return owned.fiber.get();
}

u32 stacks_in_use() { return static_cast<u32>(g_stacks.size()); }

void limit_stacks(u32 count) { g_limit = count; }

void forget_stacks()
{
    for (auto& [begin, owned] : g_stacks) g_spare.push_back(std::move(owned.stack));
    g_stacks.clear();
    g_limit = kNoLimit;
}

} // namespace sim

namespace kernel {

mm::VmapResult<std::span<std::byte>> allocate_thread_stack()
{
    if (sim::g_stacks.size() >= sim::g_limit) return mm::VmapError::NoFrames;
    sim::Stack stack = sim::take_stack();
    auto const bytes = stack.bytes();
    sim::g_stacks.emplace(bytes.data(), sim::Owned{std::move(stack), nullptr});
    return bytes;
}

// Whoever still uses the Thread finds garbage, without AddressSanitizer too.
void free_thread_stack(std::span<std::byte> stack)
{
    auto const owner = sim::owner_of(stack);
    std::ranges::fill(stack.last(sizeof(Thread)), std::byte{0xFD});
    ON_ADDRESS_SANITIZER(__asan_poison_memory_region(stack.data(), stack.size()));
    sim::g_spare.push_back(std::move(owner->second.stack));
    sim::g_stacks.erase(owner);
}

} // namespace kernel
