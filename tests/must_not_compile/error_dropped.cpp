// error: ignoring return value of function declared with 'nodiscard' attribute
#include "lib/result.hpp"

enum class Why { NoRoom };
lib::Result<void, Why> work();

void forget() { work(); }
