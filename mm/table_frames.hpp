// SPDX-License-Identifier: MIT
// Where the page tables of an address space come from and go to: the boot's frames, the frame allocator,
// and whatever else has frames to spend or a budget to keep. Read next: mm/address_space.hpp.
#pragma once

#include "lib/address.hpp"

#include <optional>

namespace mm {

class TableFrames {
public:
    /// A frame of zeros below 4 GiB that hw::lowmem() reaches; nothing if there is none left.
    [[nodiscard]] virtual std::optional<Pfn> take() = 0;
    /// Takes back what take() returned. No CPU walks it any more; its contents are undefined.
    virtual void give(Pfn table) = 0;

protected:
    ~TableFrames() = default; // nobody owns one through this interface
};

/// Lowmem from the frame allocator. Any context but NMI.
[[nodiscard]] TableFrames& lowmem_tables() noexcept;

/// Tables that no directory names: taken and not yet used, or waiting for the flush after which they may be
/// given back. First in, first out. The link is in a table's own first entry, without the present bit, so a
/// CPU that still walks the table finds nothing there.
class TableChain {
public:
    constexpr TableChain() = default;
    constexpr TableChain(TableChain&& other) noexcept : first_{other.first_}, last_{other.last_}
    {
        other.first_ = other.last_ = Pfn{};
    }
    TableChain& operator=(TableChain&&) = delete;

    [[nodiscard]] constexpr bool empty() const { return first_ == Pfn{}; }
    /// Adds a table whose entries are all empty.
    void push(Pfn table) { push(TableChain{table}); }
    /// Adds the tables of `other`, which has none left afterwards.
    void push(TableChain&& other);
    /// The table that was added first, all its entries empty again. Precondition: not empty.
    [[nodiscard]] Pfn pop();

private:
    constexpr explicit TableChain(Pfn table) : first_{table}, last_{table} {}

    Pfn first_; ///< frame 0 is never a table, so it means none
    Pfn last_;
};

/// Adds `count` tables to `chain`, or none at all and returns false.
[[nodiscard]] bool take_tables(TableFrames& from, u32 count, TableChain& chain);
void give_tables(TableFrames& to, TableChain& chain);

} // namespace mm
