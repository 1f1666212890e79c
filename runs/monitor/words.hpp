// SPDX-License-Identifier: MIT
// Completion: which words may be typed where, and what they have in common. Pure text.
#pragma once

#include "lib/text.hpp"

namespace kernel::monitor {

/// The first of the words `given` that a command has no use for, empty if it takes them all. `taken` is what
/// help shows after its name: "ADDR [LENGTH]" takes two words at most, "ADDR BYTE..." any number.
[[nodiscard]] std::string_view word_too_many(std::string_view taken, std::string_view given);

/// Receives the words that could be meant.
class WordSink {
public:
    virtual void offer(std::string_view word) = 0;

protected:
    ~WordSink() = default;
};

/// Who knows the words.
class WordSource {
public:
    /// Offers every word that may follow `before`, the line up to the word that is being typed.
    virtual void words_after(std::string_view before, WordSink& sink) const = 0;

protected:
    ~WordSource() = default;
};

/// What the words that begin with a prefix have in common.
class CommonBeginning final : public WordSink {
public:
    explicit CommonBeginning(std::string_view prefix) : prefix_{prefix} {}

    void offer(std::string_view word) override;

    [[nodiscard]] u32 count() const { return count_; } ///< words with that prefix
    /// What they share, prefix included; empty if there is no such word.
    [[nodiscard]] std::string_view text() const { return common_.view(); }

private:
    std::string_view prefix_;
    lib::Text<128> common_;
    u32 count_ = 0;
};

} // namespace kernel::monitor
