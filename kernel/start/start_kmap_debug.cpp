// SPDX-License-Identifier: MIT
#include "kernel/start/start_kmap_debug.hpp"

#include "kernel/log/log.hpp"
#include "lib/format.hpp"
#include "lib/parse.hpp"

namespace kernel {

namespace {

void take_word(mm::KmapDebug& debug, std::string_view word, lib::Sink& complaints)
{
    if (word == "force")
        debug.force = true;
    else if (word == "alias")
        debug.alias = true;
    else if (word == "eager")
        debug.eager = true;
    else if (word == "quarantine")
        debug.quarantine = true;
    else if (word == "track")
        debug.track = true;
    else if (word == "linux")
        debug.linux_rules = true;
    else
        lib::print(complaints, "kmap.debug={} ignored: not built into this kernel\n", word);
}

} // namespace

mm::KmapDebug parse_kmap_debug(std::string_view words, lib::Sink& complaints)
{
    mm::KmapDebug debug;
    while (!words.empty()) take_word(debug, lib::cut_field(words, ','), complaints);
    if (debug.linux_rules && debug.quarantine) {
        debug.quarantine = false;
        lib::print(complaints,
                   "kmap.debug=quarantine ignored: linux wants slots reused at once, as Linux does\n");
    }
    return debug;
}

void start_kmap_debug(std::string_view words)
{
    lib::Text<512> complaints;
    mm::set_kmap_debug(parse_kmap_debug(words, complaints));
    for (auto rest = complaints.view(); !rest.empty();) warn("{}", lib::cut_field(rest, '\n'));
    if (!words.empty()) info("kmap.debug={}", words);
}

} // namespace kernel
