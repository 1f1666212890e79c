// SPDX-License-Identifier: MIT
#include "mm/slab_caches.hpp"

#include "lib/format.hpp"

namespace mm {

namespace {

constinit lib::SpinLock g_caches_lock{lib::LockRank::SlabCaches};
constinit lib::List<KmemCache, Caches> g_caches GUARDED_BY(g_caches_lock);

template <class Visit> void for_each_cache(Visit&& visit)
{
    lib::IrqSpinGuard const guard{g_caches_lock};
    for (KmemCache* cache = g_caches.front(); cache != nullptr; cache = g_caches.next(*cache)) visit(*cache);
}

} // namespace

void add_cache(KmemCache& cache)
{
    lib::IrqSpinGuard const guard{g_caches_lock};
    g_caches.push_back(cache);
}

void remove_cache(KmemCache& cache)
{
    lib::IrqSpinGuard const guard{g_caches_lock};
    g_caches.remove(cache);
}

bool is_cache(KmemCache const* wanted)
{
    bool found = false;
    for_each_cache([&](KmemCache const& cache) { found = found || &cache == wanted; });
    return found;
}

u32 kmem_objects_in_use()
{
    u32 objects = 0;
    for_each_cache([&](KmemCache const& cache) { objects += cache.objects_in_use(); });
    return objects;
}

void print_kmem_caches(lib::Sink& sink)
{
    for_each_cache([&](KmemCache const& cache) {
        if (cache.objects_in_use() != 0)
            lib::print(sink, "{} in use\n", lib::Counted{cache.objects_in_use(), cache.name()});
    });
}

} // namespace mm
