// SPDX-License-Identifier: MIT
#include "tests/exploration/store_buffer.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace exploration {

namespace {

// The host's address. Volatile, so that no call of memcpy() is made of an access: that is explored, too.
template <class T> T volatile* at(u64 address)
{
    return reinterpret_cast<T volatile*>(static_cast<std::uintptr_t>(address));
}

} // namespace

u64 read_memory(u64 address, u64 bytes)
{
    if (bytes == 8) return *at<u64>(address);
    if (bytes == 4) return *at<u32>(address);
    u64 value = 0;
    for (u64 byte = bytes; byte-- > 0;) value = value << 8 | *at<u8>(address + byte);
    return value;
}

void write_memory(u64 address, u64 bytes, u64 value)
{
    if (bytes == 8) {
        *at<u64>(address) = value;
    } else if (bytes == 4) {
        *at<u32>(address) = static_cast<u32>(value);
    } else {
        for (u64 byte = 0; byte < bytes; ++byte) *at<u8>(address + byte) = static_cast<u8>(value >> 8 * byte);
    }
}

void StoreBuffer::push(Store store)
{
    if (count_ == kMost) std::abort(); // no program here stores so often without a locked instruction
    stores_[count_++] = store;
}

void StoreBuffer::apply()
{
    for (u64 index = 0; index < count_; ++index) {
        Store& store = stores_[index];
        store.under = read_memory(store.address, store.bytes);
        write_memory(store.address, store.bytes, store.value);
    }
}

void StoreBuffer::undo()
{
    for (u64 index = count_; index-- > 0;) {
        Store& store = stores_[index];
        write_memory(store.address, store.bytes, std::exchange(store.under, 0));
    }
}

void StoreBuffer::forget()
{
    stores_ = {};
    count_ = 0;
}

Store StoreBuffer::pop()
{
    Store const oldest = stores_[0];
    std::move(stores_.begin() + 1, stores_.begin() + static_cast<std::ptrdiff_t>(count_), stores_.begin());
    stores_[--count_] = {};
    write_memory(oldest.address, oldest.bytes, oldest.value);
    return oldest;
}

u64 StoreBuffer::read(u64 address, u64 bytes) const
{
    u64 seen = read_memory(address, bytes);
    for (u64 index = 0; index < count_; ++index) {
        Store const& store = stores_[index];
        for (u64 byte = 0; byte < store.bytes; ++byte) {
            u64 const at = store.address + byte - address;
            if (at >= bytes) continue;
            seen &= ~(u64{0xFF} << 8 * at);
            seen |= (store.value >> 8 * byte & 0xFF) << 8 * at;
        }
    }
    return seen;
}

} // namespace exploration
