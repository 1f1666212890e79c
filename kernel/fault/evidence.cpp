// SPDX-License-Identifier: MIT
#include "kernel/fault/evidence.hpp"

#include "kernel/fault/careful_read.hpp"
#include "lib/format.hpp"

namespace kernel {

namespace {

constexpr u32 kBytesBefore = 8, kBytesInAll = 22; // as many as fit into a line

// Returns whether there was one.
bool print_word(lib::Sink& sink, PhysAddr root, VirtAddr address)
{
    auto const word = read_word(root, address);
    if (word) lib::print(sink, " {:08x}", *word);
    return word.has_value();
}

bool print_stack_line(lib::Sink& sink, PhysAddr root, VirtAddr begin)
{
    if (!read_word(root, begin)) return false;
    lib::print(sink, "stack {:08x}:", begin.raw());
    bool more = true;
    for (u32 word = 0; more && word < kStackWordsALine; ++word)
        more = print_word(sink, root, begin + word * sizeof(u32));
    sink.write("\n");
    return more;
}

} // namespace

void print_code(lib::Sink& sink, PhysAddr root, VirtAddr eip)
{
    sink.write("code ");
    if (!read_byte(root, eip)) return sink.write(" nothing is mapped at eip\n");
    for (u32 index = 0; index < kBytesInAll; ++index) {
        VirtAddr const address = eip - kBytesBefore + index;
        auto const byte = read_byte(root, address);
        if (!byte) continue;
        bool const here = address == eip;
        lib::print(sink, " {}{:02x}{}", here ? "<" : "", *byte, here ? ">" : "");
    }
    sink.write("\n");
}

void print_stack(lib::Sink& sink, PhysAddr root, VirtAddr esp, u32 lines)
{
    VirtAddr line{esp.raw() & ~u32{3}};
    for (u32 count = 0; count < lines && print_stack_line(sink, root, line); ++count)
        line = line + kStackWordsALine * sizeof(u32);
}

} // namespace kernel
