// error: non-const lvalue reference to type 'IovIter<std::byte>' cannot bind
#include "mm/iov_copy.hpp"

u32 copy(mm::Frame from, mm::IterSource& source) { return mm::copy_page_to_iter(from, 0, 64, source); }
