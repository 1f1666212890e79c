// SPDX-License-Identifier: MIT
#include "kernel/fault/last_words.hpp"

#include "lib/atomic.hpp"

namespace kernel {

namespace {
constinit void const* g_of = nullptr;
constinit lib::Atomic<LastWords::Print> g_print = nullptr;
} // namespace

LastWords::LastWords(Print print, void const* of)
{
    g_of = of;
    g_print.store(print, lib::MemoryOrder::Release);
}

LastWords::~LastWords() { g_print.store(nullptr, lib::MemoryOrder::Release); }

// Not a second time, should printing them fault.
void print_last_words(lib::Sink& sink)
{
    if (auto const print = g_print.exchange(nullptr, lib::MemoryOrder::SeqCst)) print(sink, g_of);
}

} // namespace kernel
