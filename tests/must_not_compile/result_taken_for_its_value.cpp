// error: no viable conversion from returned value of type 'lib::Result<int, Why>' to function return type
// 'int'
#include "lib/result.hpp"

enum class Why { NoRoom };
lib::Result<int, Why> find();

int first() { return find(); }
