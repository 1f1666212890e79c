// SPDX-License-Identifier: MIT
// Bare accesses to memory, for tests that are about the access itself: it happens exactly once, as written.
#pragma once

#include "lib/address.hpp"
#include "mm/machine.hpp"

namespace kernel {

// volatile: the compiler may neither leave out a load whose value nobody uses nor merge two stores. Some go
// to address 0, which is none of the sanitizer's business.
__attribute__((no_sanitize("undefined"))) inline u8 read_byte(VirtAddr address)
{
    return *reinterpret_cast<u8 const volatile*>(hw::at(address));
}
__attribute__((no_sanitize("undefined"))) inline void write_byte(VirtAddr address, u8 value)
{
    *reinterpret_cast<u8 volatile*>(hw::at(address)) = value;
}
__attribute__((no_sanitize("undefined"))) inline u32 read_word(VirtAddr address)
{
    return *reinterpret_cast<u32 const volatile*>(hw::at(address));
}
__attribute__((no_sanitize("undefined"))) inline void write_word(VirtAddr address, u32 value)
{
    *reinterpret_cast<u32 volatile*>(hw::at(address)) = value;
}

/// Calls what lies at `address` as a function.
inline void execute(VirtAddr address)
{
    // volatile: a call of address 0 is undefined, and clang, if it knew the address, would make it a trap.
    void (*volatile function)() = reinterpret_cast<void (*)()>(hw::at(address));
    function();
}

} // namespace kernel
