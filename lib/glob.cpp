// SPDX-License-Identifier: MIT
// Matching with one step of memory: on a mismatch, only the last `*` seen can be made to take more. An
// earlier one cannot help, because the last one could take whatever that one would leave.
#include "lib/glob.hpp"

namespace lib {

bool glob_matches(std::string_view pattern, std::string_view text)
{
    std::size_t in_pattern = 0;
    std::size_t in_text = 0;
    std::size_t after_star = std::string_view::npos; // where to continue in the pattern ...
    std::size_t taken_to = 0;                        // ... and how far that star has eaten

    while (in_text < text.size()) {
        bool const more = in_pattern < pattern.size();
        if (more && pattern[in_pattern] == '*') {
            after_star = ++in_pattern;
            taken_to = in_text;
        } else if (more && (pattern[in_pattern] == '?' || pattern[in_pattern] == text[in_text])) {
            ++in_pattern;
            ++in_text;
        } else if (after_star != std::string_view::npos) {
            in_pattern = after_star;
            in_text = ++taken_to;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', in_pattern) == std::string_view::npos;
}

} // namespace lib
