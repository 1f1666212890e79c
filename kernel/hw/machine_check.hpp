// SPDX-License-Identifier: MIT
// What the hardware says about its own errors: machine checks (SDM vol. 3B, chapters 15 and 16) and NMIs.
// Defined by arch/x86_32.
#pragma once

#include "lib/bounded_list.hpp"
#include "lib/text.hpp"

#include <optional>

namespace kernel {

/// One bank of error registers. Which part of the CPU or chipset it belongs to differs from CPU to CPU.
struct ErrorBank {
    u32 cpu = 0; ///< whose it is
    u32 number = 0;
    u64 status = 0;
    std::optional<u64> address; ///< physical, where the status says that there is one
    std::optional<u64> misc;
};
using ErrorBanks = lib::BoundedList<ErrorBank, 8>;

/// What a status says, in words: "an error that was not corrected, ...: cache, data read, level 1".
void print_error_status(lib::Sink& sink, u64 status);

/// The last error that the hardware corrected, and how many there have been in that bank so far.
struct CorrectedError {
    ErrorBank last;
    u32 count = 0;
};
using CorrectedErrors = lib::BoundedList<CorrectedError, 8>;

/// What machine checks the CPU has: how many banks, and whether it raises an exception.
struct ErrorReporting {
    bool exception = false; ///< turned on
    u32 banks = 0;          ///< 0: it says no more than that there was an error; the Pentium, where
};

} // namespace kernel

namespace hw {

[[nodiscard]] kernel::ErrorReporting error_reporting() noexcept;

/// Takes the errors out of this CPU's banks. Most machines raise the exception on all CPUs at once, and only
/// one of them knows more than that there was an error: so this gives the others some milliseconds to do the
/// same, and returns what all have taken so far, the most telling first. In the machine-check exception; any
/// context.
[[nodiscard]] kernel::ErrorBanks take_errors() noexcept;

/// Checks whether this CPU's banks hold errors that were corrected; counts and clears them. A thread that
/// stays on its CPU.
void poll_corrected_errors() noexcept;
/// Those that were counted on all CPUs.
[[nodiscard]] kernel::CorrectedErrors corrected_errors() noexcept;

/// Why a non-maskable interrupt came, as far as the chipset tells (port 0x61): a sentence without its full
/// stop. Any context.
[[nodiscard]] lib::Text<160> nmi_reason() noexcept;

} // namespace hw
