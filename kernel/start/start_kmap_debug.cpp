// SPDX-License-Identifier: MIT
#include "kernel/start/start_kmap_debug.hpp"

#include "kernel/log/log.hpp"

namespace kernel {

mm::KmapDebug without_contradictions(mm::KmapDebug wanted, lib::Sink& complaints)
{
    if (wanted.linux_rules && wanted.quarantine) {
        wanted.quarantine = false;
        complaints.write("kmap.debug=quarantine ignored: linux wants slots reused at once, as Linux does");
    }
    return wanted;
}

void start_kmap_debug(mm::KmapDebug const& wanted)
{
    lib::Text<128> complaint;
    mm::KmapDebug const debug = without_contradictions(wanted, complaint);
    if (!complaint.empty()) warn("{}", complaint);
    mm::set_kmap_debug(debug);
    if (debug.quarantine && !mm::kmap_debug().quarantine)
        warn("kmap.debug=quarantine ignored: no memory, or no addresses, for its windows");
    lib::Text<64> words;
    for (mm::KmapDebugWord const& word : mm::kKmapDebugWords)
        if (mm::kmap_debug().*(word.flag)) lib::print(words, "{}{}", words.empty() ? "" : ",", word.name);
    if (!words.empty()) info("kmap.debug={}", words);
}

} // namespace kernel
