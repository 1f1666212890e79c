// SPDX-License-Identifier: MIT
#include "kernel/log/fingerprint.hpp"

extern "C" char const kernel_source_fingerprint[]; // made by the build (cmake/fingerprint.cmake)

namespace kernel {

std::string_view source_fingerprint() { return kernel_source_fingerprint; }

} // namespace kernel
