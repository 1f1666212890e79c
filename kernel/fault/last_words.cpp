// SPDX-License-Identifier: MIT
#include "kernel/fault/last_words.hpp"

#include <atomic>

namespace kernel {

namespace {
constinit void const* g_of = nullptr;
constinit std::atomic<LastWords::Print> g_print = nullptr;
} // namespace

LastWords::LastWords(Print print, void const* of)
{
    g_of = of;
    g_print.store(print, std::memory_order_release);
}

LastWords::~LastWords() { g_print.store(nullptr, std::memory_order_release); }

// Not a second time, should printing them fault.
void print_last_words(lib::Sink& sink)
{
    if (auto const print = g_print.exchange(nullptr)) print(sink, g_of);
}

} // namespace kernel
