// SPDX-License-Identifier: MIT
#include "kernel/start/start_kmap_debug.hpp"

#include "kernel/log/log.hpp"
#include "mm/window_design.hpp"

namespace kernel {

mm::KmapDebug without_contradictions(mm::KmapDebug wanted, lib::Sink& complaints)
{
    bool const complained = wanted.linux_rules && wanted.quarantine;
    if (complained) {
        wanted.quarantine = false;
        complaints.write("kmap.debug=quarantine ignored: linux wants slots reused at once, as Linux does");
    }
    if (wanted.linux_rules && wanted.flush) {
        wanted.flush = false;
        lib::print(complaints, "{}kmap.debug=flush ignored: linux leaves a page unflushed, as Linux does",
                   complained ? "; " : "");
    }
    return wanted;
}

[[gnu::noinline]] void start_kmap_debug(mm::KmapDebug const& wanted)
{
    lib::Text<192> complaint;
    mm::KmapDebug const debug = without_contradictions(wanted, complaint);
    if (!complaint.empty()) warn("{}", complaint);
    mm::set_kmap_debug(debug);
    if (debug.quarantine && !mm::kmap_debug().quarantine)
        warn("kmap.debug=quarantine ignored: {}",
             mm::windows_of_threads() ? "with window=thread there is no room for slots that rest"
                                      : "no memory, or no addresses, for its windows");
    if (debug.flush && !mm::kmap_debug().flush) warn("kmap.debug=flush ignored: no memory for its ledger");
    lib::Text<64> words;
    for (mm::KmapDebugWord const& word : mm::kKmapDebugWords)
        if (mm::kmap_debug().*(word.flag)) lib::print(words, "{}{}", words.empty() ? "" : ",", word.name);
    if (!words.empty()) info("kmap.debug={}", words);
}

} // namespace kernel
