// SPDX-License-Identifier: MIT
// Which sanitizer watches this build, by the same name for both compilers, and what AddressSanitizer has to
// be told when control flow changes its stack.
#pragma once

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#if __has_feature(thread_sanitizer)
#define __SANITIZE_THREAD__ 1
#endif
#endif

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#define ON_ADDRESS_SANITIZER(statement) statement
inline constexpr bool kAddressSanitizer = true;
#else
#define ON_ADDRESS_SANITIZER(statement)
inline constexpr bool kAddressSanitizer = false;
#endif
