// SPDX-License-Identifier: MIT
#include "kernel/hw/memory_types.hpp"

namespace kernel {

std::string_view memory_type_name(MemoryType type)
{
    switch (type) {
    case MemoryType::Uncached: return "uncached";
    case MemoryType::WriteCombining: return "write-combining";
    case MemoryType::WriteThrough: return "write-through";
    case MemoryType::WriteProtected: return "write-protected";
    case MemoryType::WriteBack: return "write-back";
    case MemoryType::UncachedMinus: return "uncached-minus";
    }
    return "reserved";
}

} // namespace kernel
