// SPDX-License-Identifier: MIT
// Reading what firmware left in physical memory: by copies only, never by a pointer, because a table may
// lie above lowmem or above 4 GiB, and everything that it says about itself may be a lie. Read next:
// acpi_tables.hpp.
#pragma once

#include "lib/address.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

namespace arch {

/// Copies bytes out of physical memory. The kernel's reads page by page through a window; the tests have
/// one with holes.
class PhysicalReader {
public:
    /// Fills `into` from `from` on. False, with `into` unspecified, where this CPU cannot address all of it.
    [[nodiscard]] virtual bool copy(PhysAddr from, std::span<std::byte> into) = 0;

protected:
    ~PhysicalReader() = default; // never deleted through this type
};

/// One object as it lies in memory; nothing if it cannot be addressed. Both sides are little endian.
template <class Object>
requires std::is_trivially_copyable_v<Object>
[[nodiscard]] std::optional<Object> read_object(PhysicalReader& reader, PhysAddr from)
{
    Object object;
    if (!reader.copy(from, std::as_writable_bytes(std::span{&object, 1}))) return std::nullopt;
    return object;
}

/// A stretch of physical memory that no read can leave, whatever offset firmware makes us compute.
class PhysicalTable {
public:
    PhysicalTable(PhysicalReader& reader, PhysAddr base, u32 bytes)
        : reader_{&reader}, base_{base}, bytes_{bytes}
    {
    }

    [[nodiscard]] PhysAddr base() const { return base_; }
    [[nodiscard]] u32 bytes() const { return bytes_; }

    /// The object `offset` bytes into the table; nothing if it does not lie wholly inside.
    template <class Object> [[nodiscard]] std::optional<Object> read(u32 offset) const
    {
        if (offset > bytes_ || sizeof(Object) > bytes_ - offset) return std::nullopt;
        return read_object<Object>(*reader_, base_ + offset);
    }

    /// The sum of all bytes, modulo 256: 0 in a table that nobody has damaged. Nothing if unreadable.
    [[nodiscard]] std::optional<u8> checksum() const;

private:
    PhysicalReader* reader_;
    PhysAddr base_;
    u32 bytes_;
};

/// Where in [begin, begin + bytes) a 16-byte paragraph starts with `signature`, from `begin` on. BIOS puts
/// its anchors ("RSD PTR ", "_MP_") on paragraphs. Both bounds are multiples of 16.
[[nodiscard]] std::optional<PhysAddr> find_paragraph(PhysicalReader& reader, PhysAddr begin, u32 bytes,
                                                     std::string_view signature);

/// The extended BIOS data area's start, from the BIOS data area; nothing if the word there makes no sense.
[[nodiscard]] std::optional<PhysAddr> extended_bios_data(PhysicalReader& reader);

} // namespace arch
