// SPDX-License-Identifier: MIT
// The bug zoo: mistakes with temporary mappings that really happened, each repeated in a cage, where the
// detector named beside it must speak at the very operation that is wrong. The mistake is followed by the
// same code done right, which must run clean. All specimens: runs/test/zoo/specimen_table.hpp; as tests:
// `zoo_*`.
#pragma once

#include "kernel/check/ktap.hpp"
#include "mm/kmap_debug.hpp"

namespace kernel::zoo {

/// What this kernel can know of a mistake, and when.
enum class Found : u8 {
    AtOnce, ///< a detector stops the operation that is wrong; for an omission, the end of what it belongs to
    ByType, ///< the mistake does not compile
    Later,  ///< a detector speaks, but some operation after the wrong one
    Never,  ///< nothing this kernel could look at tells it from correct code
};

/// Where one specimen makes its mistake, and how it is watched.
class Cage {
public:
    Cage(TestRun& test, lib::ReportKind detector, std::string_view says)
        : test_{test}, detector_{detector}, says_{says}
    {
    }

    /// The wrong operation, and nothing else: it must stop with the specimen's report. Mappings made in it
    /// are released.
    /// Here another detector speaks than the table says.
    void listen_to(lib::ReportKind detector, std::string_view says)
    {
        detector_ = detector;
        says_ = says;
    }

    template <class Function> void mistake(Function function)
    {
        ++mistakes_;
        if (test_.expect_stop(detector_, says_, function)) ++caught_;
    }

    /// What must be so once the code is right.
    void expect(bool truth, std::string_view what) { test_.expect(truth, "{}", what); }
    /// This machine cannot show it. `reason`: a literal.
    void skip(std::string_view reason) { test_.skip(reason); }

    /// At least one mistake was made, and each was caught.
    [[nodiscard]] bool caught_all() const { return mistakes_ != 0 && caught_ == mistakes_; }

private:
    TestRun& test_;
    lib::ReportKind detector_;
    std::string_view says_;
    u32 mistakes_ = 0;
    u32 caught_ = 0;
};

struct Specimen {
    std::string_view name;     ///< of the test: zoo_...
    std::string_view rows;     ///< of runs/test/zoo/rows.md, the real bugs that it stands for: "Z1 Z3"
    std::string_view lesson{}; ///< what was done wrong, in a line; of ByType and Never also why
    Found found = Found::AtOnce;
    lib::ReportKind detector{};         ///< AtOnce and Later
    std::string_view says{};            ///< AtOnce and Later: words that the report must have
    void (*show)(Cage& cage) = nullptr; ///< AtOnce and Later
    std::string_view proof{};           ///< ByType: the file in tests/must_not_compile
    mm::KmapDebug needs{};              ///< words of kmap.debug= without which the detector sees nothing
};

} // namespace kernel::zoo
