// SPDX-License-Identifier: MIT
// lib::stop() where the test and the code under test share a stack.
#include "tests/sim/stop.hpp"

void lib::stop(Report const& report) { throw sim::Stopped{report}; }
