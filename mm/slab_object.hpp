// SPDX-License-Identifier: MIT
// Objects of one type from a cache of their own, each with an owner: mm/slab.hpp with types.
//
//      constinit mm::ObjectCache<Node> g_nodes{"node"};
//
//      auto node = g_nodes.make(arguments);        // an owner: frees it when it goes out of scope
//      if (!node) return ...;                      // no frame left
//
//      Node* const plain = node.release();         // nobody's any more: a list's, say
//      g_nodes.free(plain);                        // ... until it is taken off that list
#pragma once

#include "mm/slab.hpp"

#include <new>
#include <utility>

namespace mm {

template <class T> class ObjectCache;

/// The only owner of an object, or of none. Must end before its cache does.
template <class T> class [[nodiscard]] OwnedObject {
public:
    constexpr OwnedObject() = default;
    OwnedObject(OwnedObject&& other) noexcept : cache_{other.cache_}, object_{other.release()} {}
    OwnedObject& operator=(OwnedObject&& other) noexcept(false)
    {
        if (this != &other) {
            reset();
            cache_ = other.cache_;
            object_ = other.release();
        }
        return *this;
    }
    ~OwnedObject() noexcept(false) { reset(); }

    [[nodiscard]] explicit operator bool() const { return object_ != nullptr; }
    [[nodiscard]] T& operator*() const { return *object_; }
    [[nodiscard]] T* operator->() const { return object_; }
    [[nodiscard]] T* get() const { return object_; }

    /// Lets go of the object without freeing it.
    [[nodiscard]] T* release() { return std::exchange(object_, nullptr); }
    /// Frees the object now.
    void reset()
    {
        if (T* const object = release()) cache_->destroy_and_free(object);
    }

private:
    friend ObjectCache<T>;
    OwnedObject(ObjectCache<T>& cache, T* object) : cache_{&cache}, object_{object} {}

    ObjectCache<T>* cache_ = nullptr;
    T* object_ = nullptr;
};

template <class T> class ObjectCache {
public:
    /// `name` is a literal: one object, as reports say it.
    constexpr explicit ObjectCache(char const* name)
        : cache_{name, sizeof(T), alignof(T) > sizeof(u32) ? alignof(T) : sizeof(u32)}
    {
    }

    /// A new object with its owner; none if lowmem has no frame. The contexts of KmemCache.
    template <class... Arguments> [[gnu::always_inline]] OwnedObject<T> make(Arguments&&... arguments)
    {
        return {*this, alloc(std::forward<Arguments>(arguments)...)};
    }
    /// The same without an owner; nullptr if there is no frame. Its holder calls free() or adopt().
    template <class... Arguments> [[nodiscard, gnu::always_inline]] T* alloc(Arguments&&... arguments)
    {
        void* const object = cache_.alloc();
        return object != nullptr ? new (object) T{std::forward<Arguments>(arguments)...} : nullptr;
    }
    /// Takes an object that release() or alloc() left without an owner.
    [[nodiscard]] OwnedObject<T> adopt(T* object) { return {*this, object}; }

    /// Frees an object that has no owner. Only the cache knows whether the pointer is right, so nothing may
    /// happen at the object's end before the cache is asked: what has a destructor needs an owner.
    [[gnu::always_inline]] void free(T* object)
    {
        static_assert(std::is_trivially_destructible_v<T>);
        cache_.free(object);
    }

    [[nodiscard]] KmemCache& cache() { return cache_; }

private:
    friend OwnedObject<T>;
    [[gnu::always_inline]] void destroy_and_free(T* object)
    {
        object->~T();
        cache_.free(object);
    }

    KmemCache cache_;
};

} // namespace mm
