// SPDX-License-Identifier: MIT
// Why a call was refused. One table of reasons with a sentence each (errors.def); and, if an argument was at
// fault, which one, and what was expected of it.
#pragma once

#include "abi/object_kind.hpp"
#include "abi/rights.hpp"

#include <cstdint>

namespace uapi {

enum class Reason : std::uint8_t {
    None = 0, ///< of no error
#define ERROR(name, number, sentence) name = number,
#include "abi/errors.def"
#undef ERROR
};

/// What went wrong, as a sentence without its full stop.
[[nodiscard]] constexpr char const* sentence(Reason reason)
{
    switch (reason) {
    case Reason::None: return "nothing went wrong";
#define ERROR(name, number, sentence)                                                                        \
    case Reason::name:                                                                                       \
        return sentence;
#include "abi/errors.def"
#undef ERROR
    }
    return "unknown reason";
}

/// Four bytes: one register.
struct Error {
    Reason reason = Reason::None;
    std::uint8_t argument = 0;              ///< the first is 1; 0: none in particular
    ObjectKind expected = ObjectKind::None; ///< Reason::WrongKind: what the call wants there
    Rights missing{};                       ///< Reason::MissingRights: what would have been needed

    constexpr bool operator==(Error const&) const = default;
};
static_assert(sizeof(Error) == 4);

} // namespace uapi
