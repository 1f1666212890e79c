// SPDX-License-Identifier: MIT
// Which instructions of which functions were interrupted: what a single-stepping test has really covered.
#pragma once

#include "kernel/fault/single_step.hpp"

#include <array>
#include <string_view>

namespace kernel {

/// Counts each instruction once, however often it was met. Too large for a stack.
class Boundaries {
public:
    void clear();
    void add(VirtAddr instruction);

    /// Of the function that begins at `address`.
    [[nodiscard]] u32 in_function(std::uintptr_t address) const;
    /// Of the function of that name, as the linker knows it.
    [[nodiscard]] u32 in_function(std::string_view name) const;
    /// "# 83 boundaries", and a line for each function.
    void print() const;

private:
    struct Function {
        static constexpr u32 kMaxBytes = 640; ///< instructions past that count as one

        VirtAddr begin;
        std::string_view name;
        std::array<u32, kMaxBytes / 32> seen{}; ///< one bit for each byte that an instruction begins at
        [[nodiscard]] u32 count() const;
    };

    Function* function_at(VirtAddr begin, std::string_view name);

    std::array<Function, 64> functions_{}; ///< with all words of kmap.debug= there are some forty
    u32 count_ = 0;
    u32 elsewhere_ = 0; ///< met when the table was full
};

} // namespace kernel
