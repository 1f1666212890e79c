// SPDX-License-Identifier: MIT
#include "kernel/log/log.hpp"
#include "kernel/start/cpu_info_log.hpp"
#include "runs/board/cpu_features.hpp"
#include "runs/board/sections.hpp"
#include "runs/common/columns.hpp"

namespace kernel::board {

namespace {

std::string_view kind_name(Cache::Kind kind)
{
    switch (kind) {
    case Cache::Kind::Data: return "data";
    case Cache::Kind::Instructions: return "instructions";
    case Cache::Kind::Unified: break;
    }
    return "unified";
}

void say_cache(Cache const& cache)
{
    lib::Text<32> ways{"ways unknown"};
    if (cache.ways != 0) ways = lib::formatted<32>("{} ways", cache.ways);
    if (cache.ways == Cache::kFullyAssociative) ways = lib::Text<32>{"fully associative"};
    say("    L{} {:<12} {:>6} KiB, {}, lines of {} bytes", cache.level, kind_name(cache.kind), cache.kib,
        ways, cache.line_bytes);
}

} // namespace

void say_cpu(CpuInfo const& cpu, CacheList const& caches)
{
    lib::Text<128> name;
    print_cpu_name(name, cpu);
    say("\nCPU: {}", name);
    say("    {} physical address bits; features:", cpu.phys_bits);
    lib::Text<640> features;
    print_cpu_features(features, cpu);
    say_wrapped(features.view().substr(features.empty() ? 0 : 1));
    for (Cache const& cache : caches) say_cache(cache);
    if (caches.empty()) say("    It says nothing about its caches.");
}

} // namespace kernel::board
