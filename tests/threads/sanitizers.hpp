// SPDX-License-Identifier: MIT
// What AddressSanitizer and ThreadSanitizer want to hear when control flow changes its stack. Without them
// nothing.
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
#else
#define ON_ADDRESS_SANITIZER(statement)
#endif

#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#define ON_THREAD_SANITIZER(statement) statement
inline constexpr bool kThreadSanitizer = true;
#else
#define ON_THREAD_SANITIZER(statement)
inline constexpr bool kThreadSanitizer = false;
#endif
