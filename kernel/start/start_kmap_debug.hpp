// SPDX-License-Identifier: MIT
// From the list behind `kmap.debug=` to what memory management shall do.
#pragma once

#include "lib/text.hpp"
#include "mm/kmap_debug.hpp"

namespace kernel {

/// `words` are joined by commas and known to the command line. Says in one sentence a line which of them are
/// ignored beside the others, and why.
[[nodiscard]] mm::KmapDebug parse_kmap_debug(std::string_view words, lib::Sink& complaints);

/// Boot CPU, once memory is there and before anything is mapped. Logs what is on.
void start_kmap_debug(std::string_view words);

} // namespace kernel
