// SPDX-License-Identifier: MIT
// What AddressSanitizer wants to hear when control flow changes its stack. Without it nothing.
#pragma once

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#define ON_ADDRESS_SANITIZER(statement) statement
#else
#define ON_ADDRESS_SANITIZER(statement)
#endif
