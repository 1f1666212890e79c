// SPDX-License-Identifier: MIT
// What the compiler calls for every access to memory in code that is compiled for ThreadSanitizer, here
// without that: ordered accesses are made for it, plain ones are announced. See tests/exploration/README.md.
#include "tests/exploration/steps.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace exploration {

namespace {

template <class T> u64 number(T volatile* address) { return reinterpret_cast<std::uintptr_t>(address); }

bool is_shared(u64 address) { return in_a_step() && kind_of(address) == Kind::Shared; }

template <class T> T load(T volatile* address)
{
    bool const shared = is_shared(number(address));
    if (shared) point("load", number(address));
    T const value = *address;
    if (shared) note_read(number(address), value, sizeof value);
    return value;
}

// `change` of what is there, as one locked instruction.
template <class T, class Change> T locked(char const* what, T volatile* address, Change change)
{
    bool const shared = is_shared(number(address));
    if (shared) {
        point(what, number(address));
        drain_all();
    }
    T const before = *address;
    T const after = change(before);
    *address = after;
    if (shared) {
        note_read(number(address), before, 0);
        note_write(number(address), after, before != after);
        note_read(number(address), after, sizeof after);
    }
    return before;
}

// x86 has one store that others may see late, and one that waits until they have: xchg.
template <class T> void store(T volatile* address, T value, int order)
{
    if (!is_shared(number(address))) {
        *address = value;
    } else if (order == __ATOMIC_SEQ_CST) {
        locked("xchg", address, [&](T) { return value; });
    } else {
        buffered_store(number(address), sizeof value, value);
    }
}

void plain_read(void const* place, u64 bytes)
{
    if (!in_a_step()) return;
    auto const address = reinterpret_cast<std::uintptr_t>(place);
    if (kind_of(address) == Kind::Kept) return;
    note_read(address, read_memory(address, std::min<u64>(bytes, 8)),
              kind_of(address) == Kind::Shared ? bytes : 0);
}

void plain_write(void const* place, u64 bytes)
{
    if (!in_a_step()) return;
    auto const address = reinterpret_cast<std::uintptr_t>(place);
    switch (kind_of(address)) {
    case Kind::Shared: return plain_store(address, bytes);
    case Kind::Kept: return;
    case Kind::None: break;
    }
    if (is_on_a_stack(address)) return;
    std::fprintf(stderr, "exploration: a step writes to %p, which is not put back\n", place);
    std::abort();
}

// Word by word, as the loop that this is. Of memory that is shared no more is copied at once.
template <class Write> void write_words(void* to, std::size_t bytes, Write write)
{
    auto* const first = static_cast<std::byte*>(to);
    for (std::size_t done = 0; done < bytes; done += 8) {
        std::size_t const part = std::min<std::size_t>(bytes - done, 8);
        plain_write(first + done, part);
        write(first + done, done, part);
    }
}

bool is_shared(void const* place) { return is_shared(reinterpret_cast<std::uintptr_t>(place)); }

} // namespace

} // namespace exploration

using namespace exploration;

extern "C" {

void __tsan_init() {}
void __tsan_func_entry(void*) {}
void __tsan_func_exit() {}
void __tsan_vptr_update(void** place, void*) { plain_write(place, sizeof *place); }
void __tsan_vptr_read(void** place) { plain_read(place, sizeof *place); }

#define PLAIN(bytes)                                                                                         \
    void __tsan_read##bytes(void* place) { plain_read(place, bytes); }                                       \
    void __tsan_write##bytes(void* place) { plain_write(place, bytes); }                                     \
    void __tsan_unaligned_read##bytes(void const* place) { plain_read(place, bytes); }                       \
    void __tsan_unaligned_write##bytes(void* place) { plain_write(place, bytes); }
PLAIN(1)
PLAIN(2)
PLAIN(4)
PLAIN(8)
// Nothing that is shared is larger than a word.
void __tsan_read16(void*) {}
void __tsan_write16(void* place)
{
    plain_write(place, 8), plain_write(static_cast<std::byte*>(place) + 8, 8);
}
void __tsan_unaligned_read16(void const*) {}
void __tsan_unaligned_write16(void* place) { __tsan_write16(place); }

#define ATOMIC(bits)                                                                                         \
    u##bits __tsan_atomic##bits##_load(u##bits const volatile* at, int)                                      \
    {                                                                                                        \
        return load(const_cast<u##bits volatile*>(at));                                                      \
    }                                                                                                        \
    void __tsan_atomic##bits##_store(u##bits volatile* at, u##bits value, int order)                         \
    {                                                                                                        \
        store(at, value, order);                                                                             \
    }                                                                                                        \
    u##bits __tsan_atomic##bits##_exchange(u##bits volatile* at, u##bits value, int)                         \
    {                                                                                                        \
        return locked("xchg", at, [&](u##bits) { return value; });                                           \
    }                                                                                                        \
    u##bits __tsan_atomic##bits##_fetch_add(u##bits volatile* at, u##bits value, int)                        \
    {                                                                                                        \
        return locked("xadd", at, [&](u##bits now) { return static_cast<u##bits>(now + value); });           \
    }                                                                                                        \
    u##bits __tsan_atomic##bits##_fetch_sub(u##bits volatile* at, u##bits value, int)                        \
    {                                                                                                        \
        return locked("xadd", at, [&](u##bits now) { return static_cast<u##bits>(now - value); });           \
    }                                                                                                        \
    u##bits __tsan_atomic##bits##_fetch_or(u##bits volatile* at, u##bits value, int)                         \
    {                                                                                                        \
        return locked("or", at, [&](u##bits now) { return static_cast<u##bits>(now | value); });             \
    }                                                                                                        \
    u##bits __tsan_atomic##bits##_fetch_and(u##bits volatile* at, u##bits value, int)                        \
    {                                                                                                        \
        return locked("and", at, [&](u##bits now) { return static_cast<u##bits>(now & value); });            \
    }                                                                                                        \
    u##bits __tsan_atomic##bits##_compare_exchange_val(u##bits volatile* at, u##bits expected,               \
                                                       u##bits wanted, int, int)                             \
    {                                                                                                        \
        return locked("cmpxchg", at, [&](u##bits now) { return now == expected ? wanted : now; });           \
    }
ATOMIC(8)
ATOMIC(16)
ATOMIC(32)
ATOMIC(64)

// Copies are calls, too: see --wrap where this is linked.
void* __real_memcpy(void*, void const*, std::size_t);
void* __real_memset(void*, int, std::size_t);
void* __wrap_memcpy(void* to, void const* from, std::size_t bytes)
{
    if (!is_shared(to) && !is_shared(from)) return __real_memcpy(to, from, bytes);
    auto const* const source = static_cast<std::byte const*>(from);
    write_words(to, bytes, [&](std::byte* place, std::size_t done, std::size_t part) {
        plain_read(source + done, part);
        __real_memcpy(place, source + done, part);
    });
    return to;
}
void* __wrap_memset(void* to, int value, std::size_t bytes)
{
    if (!is_shared(to)) return __real_memset(to, value, bytes);
    write_words(to, bytes,
                [&](std::byte* place, std::size_t, std::size_t part) { __real_memset(place, value, part); });
    return to;
}

// What later versions of clang call for the same.
void* __tsan_memcpy(void* to, void const* from, std::size_t bytes) { return __wrap_memcpy(to, from, bytes); }
void* __tsan_memset(void* to, int value, std::size_t bytes) { return __wrap_memset(to, value, bytes); }
void* __tsan_memmove(void* to, void const* from, std::size_t bytes)
{
    if (is_shared(to) || is_shared(from)) std::abort(); // nobody does, and it would have to be in steps
    return std::memmove(to, from, bytes);
}

void __tsan_atomic_signal_fence(int) {}
void __tsan_atomic_thread_fence(int order)
{
    if (!in_a_step() || order != __ATOMIC_SEQ_CST) return;
    point("mfence");
    drain_all();
}

} // extern "C"
