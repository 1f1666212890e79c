// SPDX-License-Identifier: MIT
#include "tests/sim/faulty_word.hpp"

#include <utility>

namespace sim {

Fault FaultyWord::fault_{Fault::Kind::StuckAtZero, nullptr};

FaultyWord::operator u32() const
{
    if (this != fault_.word) return value_;
    switch (fault_.kind) {
    case Fault::Kind::StuckAtZero: return value_ & ~fault_.bits;
    case Fault::Kind::StuckAtOne: return value_ | fault_.bits;
    case Fault::Kind::SameCell: return fault_.other->value_;
    case Fault::Kind::ReadWrongOnce: return value_ ^ std::exchange(fault_.bits, 0);
    default: return value_;
    }
}

FaultyWord& FaultyWord::operator=(u32 value)
{
    if (this == fault_.word && fault_.kind == Fault::Kind::SameCell) {
        fault_.other->value_ = value;
    } else if (this == fault_.other && fault_.kind == Fault::Kind::Coupled) {
        fault_.word->value_ ^= (value_ ^ value) & fault_.bits;
    }
    value_ = value;
    return *this;
}

void FaultyWord::time_passes()
{
    if (fault_.kind == Fault::Kind::Fades) fault_.word->value_ &= ~fault_.bits;
}

} // namespace sim
