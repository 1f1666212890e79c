// SPDX-License-Identifier: MIT
// The kinds of object that a handle can lead to.
#pragma once

#include <cstdint>

namespace uapi {

enum class ObjectKind : std::uint8_t {
    None, ///< in an error that is not about kinds
    Budget,
    Memory,
};

/// As a sentence says it, without its article.
[[nodiscard]] constexpr char const* object_kind_name(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::None: return "nothing";
    case ObjectKind::Budget: return "budget";
    case ObjectKind::Memory: return "memory object";
    }
    return "unknown kind";
}

} // namespace uapi
