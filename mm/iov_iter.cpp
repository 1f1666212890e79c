// SPDX-License-Identifier: MIT
#include "mm/iov_iter.hpp"

#include "lib/format.hpp"
#include "lib/report.hpp"

#include <algorithm>

namespace mm {

namespace {

[[noreturn, gnu::cold]] void stop_beyond(char const* call, u32 bytes, u32 available)
{
    lib::Report report;
    report.kind = lib::ReportKind::OutOfBounds;
    lib::print(report.headline, "{} of {} bytes of an iterator: only {} bytes are there", call, bytes,
               available);
    lib::stop(report);
}

[[noreturn, gnu::cold]] void stop_too_large()
{
    lib::Report report;
    report.kind = lib::ReportKind::OutOfBounds;
    lib::print(report.headline, "the segments of an iterator are 4 GiB or more in all");
    lib::stop(report);
}

} // namespace

template <class Byte>
IovIter<Byte>::IovIter(std::span<Segment const> segments) : first_{segments.data()}, current_{first_}
{
    for (Segment const& segment : segments) {
        if (__builtin_add_overflow(count_, segment.bytes(), &count_)) [[unlikely]]
            stop_too_large();
    }
}

template <class Byte> u32 IovIter<Byte>::single_seg_count() const
{
    IovIter ahead = *this;
    if (count_ == 0) return 0;
    return std::min(ahead.segment().bytes() - ahead.position_, count_);
}

template <class Byte> auto IovIter<Byte>::segment() -> Segment const&
{
    while (position_ == current_->bytes()) {
        ++current_;
        position_ = 0;
    }
    return *current_;
}

template <class Byte> void IovIter<Byte>::advance(u32 bytes)
{
    if (bytes > count_) [[unlikely]]
        stop_beyond("advance", bytes, count_);
    while (bytes > 0) {
        u32 const step = std::min(bytes, segment().bytes() - position_);
        consume(step);
        bytes -= step;
    }
}

template <class Byte> void IovIter<Byte>::revert(u32 bytes)
{
    Segment const* segment = current_;
    u32 consumed = position_; // of *segment
    u32 left = bytes;
    while (left > consumed) {
        if (segment == first_) [[unlikely]]
            stop_beyond("revert", bytes, bytes - left + consumed);
        left -= consumed;
        consumed = (--segment)->bytes();
    }
    current_ = segment;
    position_ = consumed - left;
    count_ += bytes;
}

template class IovIter<std::byte>;
template class IovIter<std::byte const>;

} // namespace mm
